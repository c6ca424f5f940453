import numpy as np

from fashion_mnist.pipelines import model_card


def test_a_card_is_written_from_the_summary_and_what_is_known_of_the_images(monkeypatch):
    written = {}

    def write(*arguments):
        names = ("name", "classes", "image_set", "here", "licence", "summary")
        written.update(zip(names, arguments, strict=True))
        return "card"

    monkeypatch.setattr("fashion_mnist.report.model_card.write_model_card", write)
    pixels, summary = np.zeros((5, 4, 4), np.uint8), {"metrics": {}}
    card = model_card.write_model_card(
        summary, pixels, ["bag"], "Clothes\nPictures.", "mit", {"cores": 2}, 7, model="svm"
    )
    assert card == "card"
    assert written["image_set"] == {"name": "Clothes", "about": "Pictures.", "shape": (5, 4, 4)}
    assert written["here"] == {"cores": 2, "seed": 7}
    assert written["licence"] == "mit"
    assert (written["name"], written["summary"]) == ("svm", summary)

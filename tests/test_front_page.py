"""What the site's front page shows, from small tables."""

import numpy as np
import pytest
from front_page import choose, draw_accuracies, show_garments

from fashion_mnist.evaluation.predictions import tabulate_predictions

CLASSES = ["bag", "coat", "boot"]
LABELS = np.array([0, 0, 1, 1, 2, 2], np.uint8)


def row(model, low, accuracy, high):
    return {"model": model, "accuracy": accuracy, "accuracy_low": low, "accuracy_high": high}


def test_accuracies_are_placed_between_round_ends():
    drawn = draw_accuracies([row("ensemble", 0.90, 0.91, 0.92), row("svm", 0.85, 0.86, 0.87)])
    assert drawn["ticks"] == pytest.approx([0.84, 0.86, 0.88, 0.90, 0.92])
    first, second = drawn["rows"]
    assert (first["mark"], second["mark"]) == ("★", "●")
    assert [first[name] for name in ("left", "middle", "width")] == pytest.approx(
        [0.06 / 0.08, 0.07 / 0.08, 0.02 / 0.08]
    )
    assert second["left"] == pytest.approx(0.01 / 0.08)


def test_an_axis_of_wide_intervals_has_few_ticks():
    drawn = draw_accuracies([row("cnn", 0.1, 0.5, 0.93)])
    assert drawn["ticks"] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert drawn["rows"][0]["mark"] == "◆"


def test_images_are_chosen_from_easy_to_hard_each_of_another_class():
    assert choose(np.array([0, 2, 2, 1, 1, 0]), LABELS) == [1, 3, 5]
    assert choose(np.array([2, 2, 2, 2, 2, 2]), LABELS) == [0, 2, 4]


def test_each_garment_has_the_answers_of_all_models(tmp_path):
    said = {"cnn": [0, 0, 1, 1, 2, 1], "svm": [0, 0, 2, 1, 2, 1], "knn": [0, 0, 2, 0, 0, 0]}
    for model, predicted in said.items():
        folder = tmp_path / "07_model_output" / model
        folder.mkdir(parents=True)
        table = tabulate_predictions(LABELS, np.eye(3)[predicted], CLASSES)
        table.to_parquet(folder / "predictions.parquet")
    test = tmp_path / "02_intermediate/test"
    test.mkdir(parents=True)
    np.save(test / "pixels.npy", np.zeros((6, 4, 4), np.uint8))
    easy, middle, hard = show_garments([*said], tmp_path)
    assert (easy["class"], easy["right"]) == ("bag", 3)
    assert easy["answers"] == {"bag": ["cnn", "svm", "knn"]}
    assert (middle["class"], middle["right"]) == ("coat", 1)
    assert list(middle["answers"].items()) == [("boot", ["svm", "knn"]), ("coat", ["cnn"])]
    assert (hard["class"], hard["right"]) == ("boot", 0)
    assert hard["answers"] == {"coat": ["cnn", "svm"], "bag": ["knn"]}
    assert hard["source"].startswith("data:image/png;base64,")

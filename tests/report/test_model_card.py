import re

import numpy as np
import pytest
import yaml

from fashion_mnist import parameters
from fashion_mnist.networks import prediction


def test_a_card_holds_the_results_and_the_limits(write_card):
    card = write_card("svm")
    assert card.startswith("---\n")
    assert "library_name: sklearn" in card
    assert 'license: "mit"' in card
    assert "{type: accuracy, value: 0.6667}" in card
    assert "| bag | 100.0% | 100.0% | 100.0% | 2 |" in card
    assert "| boot | coat | 1 | 50.0% |" in card
    assert "| commit | 0123456789ab |" in card


def test_a_card_tells_how_its_model_was_trained(report):
    made = report(["svm", "cnn", "ensemble"])
    assert "| classifier | SVC, C 10 |" in made["svm.model_card"]
    assert "| optimizer | Adam |" in made["cnn.model_card"]
    assert "## Training" not in made["ensemble.model_card"]


def test_a_card_tells_of_the_images(write_card):
    card = write_card("svm")
    assert 'dataset: {name: "Clothes", type: "clothes", split: test}' in card
    assert "sorts grey images of\n4 x 4 pixels into 3 classes" in card
    assert "Pictures of clothes. Classes: bag, coat and boot" in card


def test_tables_have_no_gaps(write_card):
    card = write_card("svm")
    assert "\n\n\n" not in card
    assert not re.findall(r"\|\n\n\|", card)


def test_a_bar_in_a_class_name_does_not_end_its_cell(write_card, predictions):
    card = write_card("svm", predictions=predictions.rename(columns={"bag": "a|b"}))
    assert "| a\\|b | 100.0%" in card


def test_a_card_says_how_to_use_its_kind_of_model(report):
    made = report(["svm", "cnn", "robust", "ensemble"])
    svm, cnn, robust, ensemble = (
        made[f"{model}.model_card"] for model in ("svm", "cnn", "robust", "ensemble")
    )
    assert 'open("06_models/svm/model.pickle", "rb")' in svm
    assert 'load_model("06_models/cnn/network.keras")' in cnn
    assert 'load_model("06_models/robust/network.keras")' in robust
    assert "np.repeat(images, 3, axis=-1)" in robust
    assert "np.repeat" not in cnn
    assert 'pd.read_csv("07_model_output/ensemble/weights.csv")' in ensemble
    for card in (svm, cnn, robust, ensemble):
        (code,) = re.findall("```python\n(.*?)```", card, re.DOTALL)
        assert len(code.splitlines()) <= 15
        compile(code, "card", "exec")


@pytest.mark.parametrize(("flip", "shift"), [(True, 1), (True, 0), (False, 2), (False, 0)])
def test_the_code_of_a_networks_card_makes_the_views_of_the_prediction(
    write_card, fitted, monkeypatch, flip, shift
):
    network = parameters.Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
        flip_average=flip,
        shift_average=shift,
    )
    asked = network.model_dump(mode="json")
    card = write_card("cnn", given={"cnn.provenance": fitted("cnn", parameters=asked)})
    (views,) = re.findall("(?:height, width|views =).*?(?=probabilities)", card, re.DOTALL)
    images = np.random.default_rng(0).random((2, 5, 4, 1), np.float32)
    made = {"np": np, "images": images}
    exec(views, made)  # noqa: S102

    class Same:
        inputs = (images,)

        def predict(self, images, **_):
            return images

    monkeypatch.setattr(prediction, "accelerate", lambda *_: Same())
    monkeypatch.setattr(prediction, "compile_prediction", lambda model, _: model.predict)
    monkeypatch.setattr(prediction, "check_demands", lambda *_: None)
    expected = prediction.predict_views(Same(), images, network)
    assert sorted(view.tolist() for view in made["views"]) == sorted(expected.tolist())
    assert "bfloat16" not in card


def test_a_card_gives_a_networks_accuracy_by_all_views_and_by_one(write_card):
    card = write_card("cnn")
    assert "by the mean of 10 views of each" in card
    assert "By one view, each image as it is, it is right on **50.00%**." in card
    assert "{type: accuracy, value: 0.6667, name: accuracy of 10 views averaged}" in card
    assert "{type: accuracy, value: 0.5000, name: accuracy of one view}" in card
    assert "`precision: auto`" in card
    assert "view" not in write_card("svm")


def test_what_a_card_says_of_the_fit_is_of_the_fit(write_card, fitted):
    fit = fitted("svm", seed=7, commit="fedcba" * 7, time="2020-01-01T00:00:00+00:00")
    card = write_card("svm", given={"svm.provenance": fit})
    assert "began on 2020-01-01 00:00:00 UTC; this card was written on 2020-01-02" in card
    assert "Trained once, with the seed 7:" in card
    assert "| processor | a processor, 2 cores |" in card
    assert "| | commit | seed |\n|---|---|---|\n| svm | fedcbafedcba | 7 |" in card
    assert "| this card | 0123456789ab | 0 |" in card
    assert '"type": "sklearn.svm.SVC"' in card


def test_the_card_of_the_ensemble_tells_of_the_fits_of_its_members(report, fitted):
    given = {"svm.provenance": fitted("svm", seed=7), "knn.provenance": fitted("knn", seed=8)}
    card = report(["svm", "knn", "ensemble"], given=given)["ensemble.model_card"]
    assert "Each member was trained once, with the seed 7 and 8:" in card
    assert "| svm | 7 |\n| knn | 8 |\n| this card | 0 |" in card


HOSTILE = ["<script>x</script>", "a|b\n# *c* `d` [e](f) &lt;", "=1 _g_ ~~h~~ $i$"]
SHOWN = [
    "&lt;script&gt;x&lt;/script&gt;",
    r"a\|b # \*c\* \`d\` \[e\](f) &amp;lt;",
    r"=1 \_g\_ \~\~h\~\~ \$i\$",
]


def test_names_of_classes_are_only_text(write_card, predictions, classes):
    table = predictions.rename(columns=dict(zip(classes, HOSTILE, strict=True)))
    card = write_card("svm", predictions=table)
    assert "<" not in card
    assert f"Classes: {SHOWN[0]}, {SHOWN[1]} and {SHOWN[2]}." in card
    assert f"| {SHOWN[0]} | 100.0%" in card
    assert f"| {SHOWN[2]} | {SHOWN[1]} | 1 | 50.0% |" in card
    assert f"Highest recall: {SHOWN[0]} (100.0%)" in card


@pytest.mark.parametrize("number", [0, 2])
def test_the_name_of_the_images_and_what_is_known_of_them_are_only_text(write_card, number):
    name, shown = HOSTILE[number], SHOWN[number]
    card = write_card("svm", given={"params:image_set": f"{name}\n{name}"})
    assert "<" not in card
    assert f"To compare methods on {shown}, and" in card
    assert f"Of {shown}: 54 images" in card
    assert f"for the results below. {shown} Classes:" in card


@pytest.mark.parametrize("name", ['"}, x: ["', "# a", "{{ b }}", "👢 靴: c", "d\\e", "<f>"])
def test_the_front_matter_holds_any_name(write_card, name):
    card = write_card("svm", given={"params:image_set": name})
    (dataset,) = re.findall(r"dataset: ({.*})\n", card)
    slug = name.replace(" ", "_")
    assert yaml.safe_load(dataset) == {"name": name, "type": slug, "split": "test"}

import json
import re

import numpy as np
import pandas as pd
import pytest
import yaml
from pages import Page, words

from fashion_mnist.evaluation.classes import (
    count_confusions,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)
from fashion_mnist.evaluation.predictions import score_predictions
from fashion_mnist.explanation.gradcam import choose_examples
from fashion_mnist.figures.classes import confusion_matrix
from fashion_mnist.networks import prediction
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict_views
from fashion_mnist.report.summaries import compare_fits, describe_model, describe_search


@pytest.fixture
def results(predictions, classes):
    """What every model leaves."""
    confusions = count_confusions(predictions, classes)
    return {
        "provenance": {"seed": 0},
        "metrics": score_predictions(predictions),
        "classification_report": report_classes(predictions, classes),
        "confusions": confusions,
        "confused_pairs": rank_confused_pairs(confusions),
        "mistakes": list_mistakes(predictions, classes),
        "confusion_matrix": confusion_matrix(confusions, "svm"),
    }


@pytest.fixture
def pixels():
    return np.zeros((6, 4, 4), np.uint8)


def test_what_was_not_made_of_a_model_is_none_or_empty(results, pixels, classes):
    summary = describe_model(pixels, classes, **results)
    assert summary["provenance"] == {"seed": 0}
    missing = [name for name, found in summary.items() if not found]
    assert missing == ["never", "learning", "weights", "layers", "training", "triptychs"]
    assert set(summary["figures"]) == {"confusion_matrix"}


def test_a_summary_can_be_written_as_json(results, predictions, pixels, classes):
    examples = choose_examples(predictions, classes)
    results |= {
        "gradcam_examples": examples,
        "gradcam_maps": np.zeros((len(examples), 4, 4), np.float32),
        "layers": pd.DataFrame({"type": ["Dense"], "parameters": [51], "inputs": [None]}),
        "weights": pd.DataFrame({"model": ["svm"], "weight": [1.0]}),
    }
    read = json.loads(json.dumps(describe_model(pixels, classes, **results)))
    assert read["layers"] == [{"type": "Dense", "parameters": 51, "inputs": ""}]
    assert read["weights"] == [{"model": "svm", "weight": 1.0}]
    assert "template" not in read["figures"]["confusion_matrix"]["layout"]


def test_each_class_has_its_right_and_its_wrong_example(results, predictions, pixels, classes):
    examples = choose_examples(predictions, classes)
    maps = np.zeros((len(examples), 4, 4), np.float32)
    results |= {"gradcam_examples": examples, "gradcam_maps": maps}
    triptychs = describe_model(pixels, classes, **results)["triptychs"]
    assert [picture["true"] for picture in triptychs] == np.repeat(classes, 2).tolist()
    assert triptychs[1] == {"source": None, "true": "bag", "kind": "wrong"}
    assert triptychs[3]["predicted"] == "boot"


def test_the_gallery_shows_the_surest_mistakes_of_each_pair(results, pixels, classes):
    gallery = describe_model(pixels, classes, **results)["gallery"]
    assert [(pair["true"], pair["predicted"], pair["count"]) for pair in gallery] == [
        ("boot", "coat", 1),
        ("coat", "boot", 1),
    ]
    assert gallery[1]["images"][0]["probability_of_true"] == 0.3


def test_a_card_holds_the_results_and_the_limits(write_card):
    card = write_card("svm")
    assert card.startswith("---\n")
    assert "library_name: sklearn" in card
    assert 'license: "mit"' in card
    assert "{type: accuracy, value: 0.6667}" in card
    assert "| bag | 100.0% | 100.0% | 100.0% | 2 |" in card
    assert "| boot | coat | 1 | 50.0% |" in card
    assert "Highest recall: bag (100.0%)." in card
    assert "Lowest recall: coat (50.0%)." in card
    assert "Trained once, with the seed 0:" in card
    assert "| commit | 0123456789ab |" in card


def test_a_card_tells_how_its_model_was_trained(report):
    made = report(["svm", "cnn", "ensemble"])
    assert "| classifier | SVC, C 10 |" in made["svm.model_card"]
    assert "| optimizer | Adam |" in made["cnn.model_card"]
    assert "## Training" not in made["ensemble.model_card"]


def test_a_card_tells_of_the_images(write_card):
    card = write_card("svm")
    assert 'dataset: {name: "Clothes", type: "clothes", split: test}' in card
    assert "classifies grey images of\n4 x 4 pixels into 3 classes" in card
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
        assert len(code.splitlines()) <= 19
        compile(code, "card", "exec")


@pytest.mark.parametrize(("flip", "shift"), [(True, 1), (True, 0), (False, 2), (False, 0)])
def test_the_code_of_a_networks_card_makes_the_views_of_the_prediction(
    write_card, fitted, monkeypatch, flip, shift
):
    network = Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
        tta_flip=flip,
        tta_shift=shift,
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
    monkeypatch.setattr(prediction, "check_network", lambda *_: None)
    expected = predict_views(Same(), images, network)
    assert sorted(view.tolist() for view in made["views"]) == sorted(expected.tolist())
    assert "bfloat16" not in card


def test_a_card_gives_a_networks_accuracy_by_all_views_and_by_one(write_card):
    card = write_card("cnn")
    assert "Its predictions are averaged over 10 views of each image" in card
    assert "With one view, the original image, its accuracy is **50.00%**." in card
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
    given["mlp.provenance"] = fitted("mlp", seed=9)
    given["ensemble.weights"] = pd.DataFrame({"model": ["svm", "knn"], "weight": 1.0})
    card = report(["svm", "knn", "mlp", "ensemble"], given=given)["ensemble.model_card"]
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
    assert f"for comparing methods on {shown}, and" in card
    assert f"{shown}: 54 training images" in card
    assert f"for the results below. {shown} Classes:" in card


@pytest.mark.parametrize(
    "name", ['"}, x: ["', "# a", "{{ b }}", "👢 靴: c", "d\\e", "<f>", "g's & h"]
)
def test_the_front_matter_holds_any_name(write_card, name):
    card = write_card("svm", given={"params:image_set": name})
    (dataset,) = re.findall(r"dataset: ({.*})\n", card)
    slug = name.replace(" ", "_")
    assert yaml.safe_load(dataset) == {"name": name, "type": slug, "split": "test"}


def test_fits_are_compared_with_each_other_and_with_what_is_used_here(fitted):
    fits = {
        "svm": fitted("svm", time="2020-01-02T03:00:00+00:00"),
        "cnn": fitted("cnn", seed=1, modified=True, packages={"kedro": "1.7.0", "keras": "3.1"}),
    }
    found = compare_fits(fits, fitted("svm", processor="another"))
    assert found["differing"] == ["commit", "seed", "processor", "keras"]
    assert found["shared"] == ["memory", "system", "Python", "kedro"]
    assert found["fits"]["cnn"]["commit"] == "0123456789ab, with changes"
    assert found["fits"]["svm"]["processor"] == "a processor, 2 cores"
    assert found["here"]["processor"] == "another, 2 cores"
    assert found["seed"] == "0 and 1"
    assert (found["first"], found["last"]) == ("2020-01-02 03:00:00 UTC", "2020-01-02 03:04:05 UTC")


def test_a_fit_outside_a_repository_has_no_commit(fitted):
    outside = fitted("svm", commit=None)
    assert compare_fits({"svm": outside}, outside)["here"]["commit"] == ("not in a repository")


@pytest.fixture
def trials():
    """The study's values, two worse ones and a better one, and some that could not be fitted."""
    rows = [
        (1, 10.0, None, 0.92, 0.2, False, None),
        (2, 5.0, 0.1, 0.80, 0.01, True, None),
        (3, 7.0, 0.2, 0.93, None, False, None),
        (4, 1e9, 0.3, None, None, False, "it diverges"),
    ]
    columns = ["trial", "steps.SVC.C", "steps.SVC.gamma", "accuracy", "p_holm", "differ", "failed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        model="svm",
        low=table["accuracy"] - 0.01,
        high=table["accuracy"] + 0.01,
        selection_accuracy=table["accuracy"],
        selection_log_loss=0.25,
        seconds=60.0,
        best=table["trial"] == 3,
        p_value=table["p_holm"] / 3,
    )


def test_trials_are_ranked_and_counted(trials):
    found = describe_search({"search_trials": trials})
    assert [row["trial"] for row in found["rows"]] == [3, 1, 2, 4]
    assert found["paths"] == ["steps.SVC.C", "steps.SVC.gamma"]
    assert (found["worse"], found["tie"], found["failed"]) == (1, 1, 1)
    assert (found["model"], found["seconds"]) == ("svm", 180)
    assert found["best"]["trial"] == 3
    assert found["study"]["accuracy"] == 0.92


def test_trials_that_are_better_than_the_best_on_the_other_half_are_not_called_worse(trials):
    other = trials.assign(accuracy=[0.94, 0.95, 0.93, None], differ=[False, True, False, False])
    found = describe_search({"search_trials": other})
    assert found["best"]["trial"] == 3
    assert (found["worse"], found["better"], found["tie"]) == (0, 1, 1)


def test_where_nothing_was_searched_nothing_is_described():
    assert describe_search({}) is None


def test_the_page_tells_what_was_found(write_page, trials):
    page = write_page(["svm", "cnn"], given={"search_trials": trials})
    assert Page(page).open == []
    text = words(page)
    assert "4 trials of svm took 3.0 min." in text
    assert "The best, trial 3, reaches 93.00% (92.0% to 94.0%) on the assessment half." in text
    assert "The study's values reach 92.00%; the difference is not significant" in text
    assert "1 worse, 1 not significantly different; 1 could not be fitted." in text
    assert "1 (the study) 10 default 92.00%0.25092.00%91.0% to 93.0%0.20060" in text
    assert "4 1e+09 0.3 it diverges" in text
    assert "chooses the epoch" not in text


def test_a_search_of_a_network_says_that_it_chooses_an_epoch(write_page, trials):
    text = words(write_page(["svm"], given={"search_trials": trials.assign(model="cnn")}))
    assert "chooses the epoch that a network keeps and names the best" in text


def test_the_study_may_be_the_best(write_page, trials):
    rows = trials[:2].assign(best=[True, False])
    text = words(write_page(["svm", "cnn"], given={"search_trials": rows}))
    assert "(91.0% to 93.0%) on the assessment half. It is the study's own configuration." in text

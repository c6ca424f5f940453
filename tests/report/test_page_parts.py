import re

import numpy as np
import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.evaluation.comparison import tabulate_runs
from fashion_mnist.pipelines.robustness.pipeline import rank_robustness
from fashion_mnist.pipelines.seeds.pipeline import compare_runs
from fashion_mnist.report.networks import describe_training
from fashion_mnist.report.page import describe_data_quality, describe_gains, describe_uncertainty

PIXELS = np.zeros((6, 4, 4), np.uint8)
GAINS = pd.DataFrame(
    [("bag", 0.1, False), ("coat", 0.3, True), ("boot", -0.2, True)],
    columns=["class", "difference", "differ"],
).assign(model="cnn", other="svm", low=0.0, high=0.4)
DISAGREEMENTS = pd.DataFrame(
    [(4, "coat", "cnn", "svm"), (5, "boot", "svm", "cnn"), (3, "coat", "cnn", "svm")],
    columns=["index", "class", "right", "wrong"],
).assign(taken_for="bag", probability=0.8)
ERRORS = pd.DataFrame(
    [
        ("missed_by_others", "", 0.5775, 0.87, -0.2925, -0.33, -0.25, True),
        ("second", "", 0.9, 0.9, 0.0, -0.1, 0.1, False),
        ("class", "coat", 0.3, 0.1, 0.2, 0.1, 0.3, True),
    ],
    columns=["trait", "class", "corrected", "shared", "difference", "low", "high", "differ"],
).assign(model="cnn", other="svm", n_corrected=367, n_shared=369, p_value=0.001, p_holm=0.003)
ROOT = {"type": "sklearn.preprocessing.FunctionTransformer", "func": "numpy.sqrt"}
EDGES = ROOT | {"func": "fashion_mnist.classical.edges.pixels_and_edges"}
TABLES = {"class_gains": GAINS, "disagreements": DISAGREEMENTS, "corrected_errors": ERRORS}


def describe(tables, *steps):
    """Describe the gains over an svm with these steps."""
    parameters = {"steps": [*steps, {"type": "sklearn.svm.SVC"}], "calibration": None}
    svm = {"provenance": {"parameters": parameters}, "training": describe_training(parameters, [])}
    return describe_gains(tables, {"svm": svm, "cnn": {"triptychs": []}}, PIXELS)


def test_classes_are_sorted_out_by_the_test():
    gains = describe(TABLES)
    assert (gains["model"], gains["other"]) == ("cnn", "svm")
    classes = [[row["class"] for row in gains[part]] for part in ("more", "less", "open")]
    assert classes == [["coat"], ["boot"], ["bag"]]
    assert gains["counts"] == {"cnn": 2, "svm": 1}


def test_images_of_the_classes_with_the_largest_gains_are_shown_from_both_sides():
    gains = describe(TABLES)
    assert [example["class"] for example in gains["examples"]] == ["coat", "bag"]
    sides = gains["examples"][0]["sides"]
    assert [len(sides[name]) for name in ("cnn", "svm")] == [2, 0]
    assert sides["cnn"][0]["taken_for"] == "bag"


def test_only_traits_that_the_corrected_test_confirms_are_told():
    gains = describe(TABLES)
    assert [row["trait"] for row in gains["traits"]] == ["missed_by_others", "class"]
    assert gains["missed_by_others"] == gains["traits"][0]
    nothing = describe(TABLES | {"corrected_errors": ERRORS[1:2]})
    assert (nothing["traits"], nothing["missed_by_others"]) == ([], None)


def test_without_tests_there_are_no_gains():
    assert describe({}) is None
    assert describe({"class_gains": GAINS[:0]}) is None


@pytest.mark.parametrize(
    ("technique", "difference", "differ", "found"),
    [
        ("edges", 0.02, True, True),
        ("edges", 0.02, False, False),
        ("edges", -0.02, True, False),
        ("pca", 0.02, True, False),
    ],
)
def test_edges_are_told_of_where_the_test_finds_a_gain(technique, difference, differ, found):
    row = {"model": "svm", "technique": technique, "difference": difference, "differ": differ}
    tables = TABLES | {"classical_effects": pd.DataFrame([row, row | {"model": "knn"}])}
    assert describe(tables)["edges"] == (row if found else None)
    assert describe(TABLES)["edges"] is None


def test_a_function_that_looks_at_neighbours_is_not_blind_to_places():
    assert describe(TABLES, ROOT)["ignores_positions"]
    assert describe(TABLES, ROOT | {"func": "scipy.special.expit"})["ignores_positions"]
    assert not describe(TABLES, EDGES)["ignores_positions"]


@pytest.mark.parametrize("function", ["hog", "pixels_and_edges"])
def test_features_are_those_of_the_fit(write_page, fitted, function):
    step = ROOT | {"func": f"fashion_mnist.classical.edges.{function}"}
    parameters = {"steps": [step, {"type": "sklearn.svm.SVC"}], "calibration": None}
    given = TABLES | {"svm.provenance": fitted("svm", parameters=parameters)}
    text = words(write_page(["svm", "knn", "cnn"], given=given))
    features = {"hog": "histograms of oriented gradients"}.get(function, "local brightness and")
    assert f"svm gets these features of an image: {features}" in text


def test_the_story_is_told_of_two_kinds(page):
    text = words(page)
    assert "validation accuracy, cnn, classifies 66.7% of the 6 test images correctly;" in text
    assert "The difference is not statistically significant (McNemar's test)." in text
    assert "higher recall" not in text  # too few images per class for significance
    assert "Which errors the network corrects" not in text
    assert "svm treats an image as a row of numbers" in text
    assert "Its heat maps show which parts of an image support its predictions." in text
    assert "For the highest accuracy, use svm; for the smallest file, svm" in text


def test_gains_are_told_with_images(write_page, predictions):
    """The svm misses an image of each class that the cnn gets right."""
    parts = {"backgrounds": 0.1, "corruptions": 0.2, "images": 40, "relative_robustness": 0.5}
    parts |= {"relative_robustness_low": 0.4, "relative_robustness_high": 0.6}
    ranking = rank_robustness(
        cnn=parts | {"clean": 0.9, "geometry": 0.7}, svm=parts | {"clean": 0.8, "geometry": 0.3}
    )
    given = TABLES | {"robustness_ranking": ranking}
    page = write_page(["svm", "knn", "cnn"], given=given)
    text = words(page)
    assert Page(page).open == []
    assert "cnn has a significantly higher recall for coat (+30.0 points)." in text
    assert "recall of the network is significantly higher for coat (+30.0 points)." in text
    assert "recall of the classical model is significantly higher for boot (-20.0 points)." in text
    assert "The difference is not significant for bag." in text
    assert "Only svm is right: none." in text
    assert "cnn corrects 367 of the 736 errors of svm, and they are the easier ones:" in text
    assert "the other classical models misclassify 58% of the corrected images" in text
    assert "and 87% of the images that both models misclassify" in text
    assert "(-29.3 points, 95% interval -33.0 to -25.0)." in text
    assert "misclassified by the other classical models 57.8%87.0%-29.3 -33.0 to -25.00.003" in text
    assert "true class is coat 30.0%10.0%+20.0 +10.0 to +30.00.003" in text
    assert "second most probable" not in text
    assert "No class is significantly more" not in text
    assert "On 40 images with shifted, scaled and rotated items, cnn classifies 70.0%" in text
    assert "70.0% correctly (unchanged: 90.0%) and svm classifies 30.0% correctly" in text
    assert 'alt="coat, predicted as bag"' in page


def test_errors_that_are_harder_than_the_others_are_told_as_such(write_page):
    harder = ERRORS.assign(corrected=ERRORS["shared"], shared=ERRORS["corrected"])
    harder = harder.assign(difference=-ERRORS["difference"], low=-ERRORS["high"])
    given = TABLES | {"corrected_errors": harder.assign(high=-ERRORS["low"])}
    text = words(write_page(["svm", "knn", "cnn"], given=given))
    assert (
        "they are the harder ones: on average, the other classical models misclassify 87%" in text
    )
    assert "easier" not in text
    without = write_page(["svm", "knn", "cnn"], given=TABLES | {"corrected_errors": ERRORS[:1]})
    sentence = "No class is significantly more or less frequent among the corrected errors."
    assert sentence in words(without)


def test_where_nothing_is_gained_the_answer_has_no_why(write_page):
    given = TABLES | {"class_gains": GAINS.assign(differ=False), "corrected_errors": ERRORS[:0]}
    page = write_page(["svm", "knn", "cnn"], given=given)
    assert "<dt>Why</dt>" not in page


def test_one_kind_alone_has_no_why(write_page):
    page = write_page(["svm", "knn"])
    assert 'id="why"' not in page
    assert "Only models of one kind have been run" in words(page)
    assert "classifies 66.7% of the 6 test images correctly" in words(page)


def test_a_calibration_error_that_scaling_raises_by_more_than_chance_is_told():
    table = pd.DataFrame(
        [
            ("knn", False, 0.02, 0.01),
            ("knn", True, 0.05, 0.01),
            ("cnn", False, 0.02, 0.01),
            ("cnn", True, 0.025, 0.01),
        ],
        columns=["model", "scaled", "ece", "ece_by_chance"],
    )
    assert describe_uncertainty({"calibration": table})["harmed"] == ["knn"]


def test_what_was_not_made_is_empty():
    assert not any(describe_uncertainty({}).values())


def test_certainty_is_told_in_numbers(page):
    text = words(page)
    assert "The test finds a difference in 0 of 1 pair. Ties: svm with cnn." in text
    assert "Networks classify 66.7% of the test images correctly, classical models 66.7%." in text
    assert re.search("bag ?100.0%34.2-100.0%", text)  # Wilson for 2 of 2


def test_without_ties_there_are_none(write_page):
    test = {"model": "svm", "other": "cnn", "only_model": 0, "only_other": 2, "difference": -0.3}
    test |= {"low": -0.4, "high": -0.2, "p_value": 0.01, "p_holm": 0.01, "differ": True}
    text = words(write_page(["svm", "cnn"], given={"pairwise_tests": pd.DataFrame([test])}))
    assert "The test finds a difference in 1 of 1 pair. Ties: none." in text


def test_a_model_without_predictions_of_the_validation_images_is_told(write_page):
    text = words(write_page(["svm", "cnn"], evaluated=["svm"]))
    assert "predictions of the validation images are missing: cnn." in text


def test_trainings_with_other_seeds_are_told(write_page, predictions):
    runs = tabulate_runs(0, predictions, predictions)
    _, table, figure = compare_runs(cnn=runs)
    given = {"seeds": table, "accuracy_by_seed": figure}
    text = words(write_page(["svm", "cnn"], given=given))
    assert "Each network was trained 2 times" in text
    assert re.search("cnn ?266.67% ?0.00 points66.67%66.67%", text)


def test_the_temperature_of_the_ensemble_is_told_apart(page, write_page):
    sentence = "its temperature and its thresholds are chosen on cross-fitted predictions"
    assert sentence in words(write_page(["ensemble", "svm"]))
    assert sentence not in words(page)


def test_images_by_which_a_training_is_stopped_are_told_apart(page):
    text = words(page)
    assert "We compare 2 models, trained on 54 images" in text
    assert "some of its training images, by default a tenth, to decide when to stop" in text


DATA_QUALITY_TABLES = {
    "nearest_neighbours": pd.DataFrame({"distance": [0, 1.2, 2.0], "exact": [True, False, False]}),
    "label_errors": pd.DataFrame({"part": ["train", "train", "test"]}),
    "accuracy_on_clean_data": pd.DataFrame(
        {"model": "svm", "test_images": ["all", "some"], "accuracy": [0.9, 0.8]}
    ),
}


def test_doubtful_images_are_counted():
    described = describe_data_quality(DATA_QUALITY_TABLES, {"train": 20, "test": 4})
    assert described["exact"] == 1
    assert described["within"] == {1.0: 1, 1.5: 2, 2.0: 3, 2.5: 3}
    assert described["errors"] == {"train": (2, 0.1), "test": (1, 0.25)}
    assert [row["accuracy"] for row in described["accuracies"]["svm"].values()] == [0.9, 0.8]


def test_without_the_pipeline_there_is_nothing_to_describe():
    assert describe_data_quality({}, {"train": 20, "test": 4}) is None


def test_doubtful_images_are_told(write_page):
    row = {"accuracy": 0.5, "accuracy_low": 0.4, "accuracy_high": 0.6, "model": "svm"}
    tables = {
        "nearest_neighbours": pd.DataFrame({"distance": [1.2, 2.0], "exact": [False, False]}),
        "label_errors": pd.DataFrame({"part": ["test", "test", "test"]}),
        "accuracy_on_clean_data": pd.DataFrame([row | {"test_images": "all"}]),
    }
    page = write_page(["svm"], given=tables)
    assert Page(page).open == []
    text = words(page)
    assert "0 test images are identical to a training image" in text
    assert "within a distance of 1.0: 0, 1.5: 1, 2.0: 2, 2.5: 2." in text
    assert "flags the labels of 3 test images (50.0%) and 0 training images (0.0%)" in text
    assert "50.00% (40.0% to 60.0%)" in text
    assert "near_duplicates" not in page
    tables["nearest_neighbours"]["exact"] = [True, False]
    tables["label_errors"] = tables["label_errors"][:1]
    text = words(write_page(["svm"], given=tables))
    assert "1 test image is identical to a training image" in text
    assert "flags the labels of 1 test image (16.7%) and 0 training images (0.0%)" in text

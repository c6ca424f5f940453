import pandas as pd
import pytest
from pages import words

from fashion_mnist.evaluation.classes import count_confusions
from fashion_mnist.report import findings
from fashion_mnist.report.findings import NON_INFERIORITY_MARGIN, advise

TABLE = pd.DataFrame({"model": ["cnn", "svm", "knn", "mlp"], "accuracy": [0.92, 0.91, 0.85, 0.8]})
TABLE["validation_accuracy"] = [0.92, 0.85, 0.91, 0.8]
VERDICTS = {("cnn", "svm"): "ties", ("cnn", "knn"): "beats"}


def test_pairs_are_judged_from_both_sides():
    tests = pd.DataFrame({"model": ["a", "a"], "other": ["b", "c"], "differ": [True, False]})
    assert findings.judge_pairs(tests.to_dict("records")) == {
        ("a", "b"): "beats",
        ("b", "a"): "loses",
        ("a", "c"): "ties",
        ("c", "a"): "ties",
    }
    assert findings.judge_pairs([]) == {}


def test_the_others_are_ranked_by_the_test():
    ranking = findings.rank(TABLE, VERDICTS)
    assert ranking["best"]["model"] == "cnn"
    assert ranking["beats"] == ["knn"]
    assert ranking["ties"] == ["svm"]
    assert ranking["loses"] == []
    assert ranking["untested"] == ["mlp"]


def test_the_best_is_that_on_the_validation_images_though_the_test_says_it_loses():
    table = TABLE.assign(validation_accuracy=[0.9, 0.91, 0.91, 0.8])
    ranking = findings.rank(table, {("svm", "cnn"): "loses"})
    assert ranking["best"]["model"] == "svm"  # of the two it is the first of the study's models
    assert ranking["loses"] == ["cnn"]


def test_networks_are_compared_with_the_others():
    tests = pd.DataFrame(
        {"model": ["cnn", "cnn"], "other": ["knn", "svm"], "differ": [True, False]}
    )
    kinds = findings.compare_kinds(TABLE, tests)
    assert kinds["deep"]["best"]["model"] == "cnn"
    assert kinds["classical"]["best"]["model"] == "knn"  # which is better on the validation images
    assert (kinds["classical"]["lowest"], kinds["classical"]["highest"]) == (0.8, 0.91)
    assert kinds["test"] == {"model": "cnn", "other": "knn", "differ": True}
    assert kinds["verdict"] == "beats"


@pytest.mark.parametrize("kind", [TABLE[:1], TABLE[1:]])
def test_one_kind_alone_is_not_compared(kind):
    assert findings.compare_kinds(kind, None) is None


def test_a_test_is_found_whichever_model_it_names_first():
    tests = pd.DataFrame(
        {"model": ["knn", "svm"], "other": ["cnn", "cnn"], "differ": [True, False]}
    )
    kinds = findings.compare_kinds(TABLE, tests)
    assert (kinds["test"]["model"], kinds["verdict"]) == ("knn", "loses")
    for others in (tests[1:], None):
        kinds = findings.compare_kinds(TABLE, others)
        assert kinds["test"] is kinds["verdict"] is None


@pytest.mark.parametrize(
    ("low", "found"), [(0.5, ("coat", 0.5)), (0.4, ("coat", 0.5)), (0.51, None)]
)
def test_a_model_is_at_chance_unless_its_interval_is_above_the_commonest_class(low, found):
    report = pd.DataFrame({"class": ["bag", "coat", "boot", "macro avg"], "support": [2, 5, 3, 10]})
    assert findings.find_chance(report, 3, {"accuracy_low": low}) == found


def test_a_class_that_is_never_predicted_is_named(predictions, classes):
    predictions["y_pred"] = 0
    confusions = count_confusions(predictions, classes)
    assert findings.never_predicted(confusions) == ["coat", "boot"]


def test_a_model_is_called_more_accurate_only_where_the_test_says_so(write_page, monkeypatch):
    claim = "more accurate"
    assert claim not in words(write_page(["svm", "cnn"]))
    assert claim not in words(write_page(["svm", "cnn"], evaluated=[]))
    # Any difference counts now; in the other order, as no report is made twice.
    monkeypatch.setattr("fashion_mnist.evaluation.significance.LEVEL", 1)
    text = words(write_page(["cnn", "svm"]))
    assert "It is significantly more accurate than cnn (McNemar's test)." in text
    assert "The classical model is more accurate by" in text


def rows(*models):
    names = ("model", "validation_accuracy", "predict_seconds", "fit_seconds", "bytes")
    return [dict(zip(names, model, strict=True), images=10_000) for model in models]


ENSEMBLE, CNN, KNN = rows(
    ("ensemble", 0.94, 9, 99, 900), ("cnn", 0.93, 2, 60, 100), ("knn", 0.8, 1, 1, 500)
)


def compare(model, other, only_model, only_other):
    counts = {"only_model": only_model, "only_other": only_other}
    return {"model": model, "other": other} | counts


def test_each_wish_has_its_model():
    coverage = {"ensemble": {1.0: {"accuracy": 0.94}, 0.9: {"accuracy": 0.98}}}
    tests = [compare("ensemble", "cnn", 120, 80), compare("ensemble", "knn", 1500, 100)]
    advice = advise(pd.DataFrame([ENSEMBLE, CNN, KNN]), tests, coverage)
    models = {wish: advice[wish]["model"] for wish in advice if wish not in ("kept", "margin")}
    assert models == {
        "accurate": "ensemble",
        "single": "cnn",
        "fastest_equivalent": "cnn",
        "smallest": "cnn",
        "fastest_training": "knn",
        "fastest_prediction": "knn",
    }
    assert advice["kept"] == {"accuracy": 0.98}
    assert advice["margin"] == NON_INFERIORITY_MARGIN


@pytest.mark.parametrize(
    ("test", "fastest"),
    [
        (compare("ensemble", "knn", 120, 80), "knn"),  # worse for certain, by 0.4 points, up to 0.7
        (compare("ensemble", "knn", 700, 650), None),  # not significant, and up to 1.2 points
        (compare("knn", "ensemble", 110, 90), "knn"),  # the better one on the test images
        (compare("knn", "ensemble", 4000, 3990), None),  # 0.1 points better, or 1.7 worse
    ],
)
def test_a_model_is_as_good_only_if_the_interval_excludes_a_loss_of_the_margin(test, fastest):
    found = advise(pd.DataFrame([ENSEMBLE, KNN]), [test], {})["fastest_equivalent"]
    assert (found and found["model"]) == fastest


@pytest.mark.parametrize("counts", [(0, 0), (14, 0)])
def test_on_few_images_no_model_is_as_good_though_it_may_not_differ(counts):
    few = pd.DataFrame([ENSEMBLE, KNN]).assign(images=91)
    test = compare("ensemble", "knn", *counts)
    assert advise(few, [test], {})["fastest_equivalent"] is None


def test_a_model_that_was_not_tested_is_not_as_good():
    assert advise(pd.DataFrame([ENSEMBLE, KNN]), [], {})["fastest_equivalent"] is None


def test_a_single_model_is_its_own_answer():
    (svm,) = rows(("svm", 0.9, 2, 60, 100))
    advice = advise(pd.DataFrame([svm]), [], {})
    assert advice["single"] is advice["fastest_equivalent"] is advice["kept"] is None
    assert advice["smallest"]["model"] == "svm"

import pytest

from fashion_mnist.report.advice import MARGIN, advise


def rows(*models):
    names = ("model", "accuracy", "predict_seconds", "fit_seconds", "bytes")
    return [dict(zip(names, model, strict=True)) for model in models]


ENSEMBLE, CNN, KNN = rows(
    ("ensemble", 0.94, 9, 99, 900), ("cnn", 0.93, 2, 60, 100), ("knn", 0.8, 1, 1, 500)
)


def compare(model, other, low, high):
    return {"model": model, "other": other, "low": low, "high": high, "differ": low > 0}


def test_each_wish_has_its_model():
    coverage = {"ensemble": {1.0: {"accuracy": 0.94}, 0.9: {"accuracy": 0.98}}}
    tests = [compare("ensemble", "cnn", 0.001, 0.009), compare("ensemble", "knn", 0.1, 0.2)]
    advice = advise([ENSEMBLE, CNN, KNN], ENSEMBLE, CNN, tests, coverage)
    models = {wish: advice[wish]["model"] for wish in advice if wish not in ("kept", "margin")}
    assert models == {
        "accurate": "ensemble",
        "single": "cnn",
        "fastest": "cnn",
        "smallest": "cnn",
        "quickest": "knn",
        "time": "knn",
    }
    assert advice["kept"] == {"accuracy": 0.98}
    assert advice["margin"] == MARGIN


@pytest.mark.parametrize(
    ("test", "fastest"),
    [
        (compare("ensemble", "knn", 0.001, 0.009), "knn"),  # less accurate for certain, by little
        (compare("ensemble", "knn", -0.02, 0.15), None),  # not significant, and not equal
        (compare("knn", "ensemble", -0.009, 0.1), "knn"),  # the better one on the test images
        (compare("knn", "ensemble", -0.011, 0.1), None),
    ],
)
def test_a_model_is_as_good_only_if_the_interval_excludes_a_loss_of_the_margin(test, fastest):
    found = advise([ENSEMBLE, KNN], ENSEMBLE, KNN, [test], {})["fastest"]
    assert (found and found["model"]) == fastest


def test_a_model_that_was_not_tested_is_not_as_good():
    assert advise([ENSEMBLE, KNN], ENSEMBLE, KNN, [], {})["fastest"] is None


def test_a_single_model_is_its_own_answer():
    (svm,) = rows(("svm", 0.9, 2, 60, 100))
    advice = advise([svm], svm, svm, [], {})
    assert advice["single"] is advice["fastest"] is advice["kept"] is None
    assert advice["smallest"]["model"] == "svm"

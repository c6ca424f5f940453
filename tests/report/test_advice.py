import pytest

from fashion_mnist.report.advice import MARGIN, advise


def rows(*models):
    names = ("model", "accuracy", "predict_seconds", "fit_seconds", "bytes")
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
        (compare("ensemble", "knn", 120, 80), "knn"),  # worse for certain, by 0.4 points, up to 0.7
        (compare("ensemble", "knn", 700, 650), None),  # not significant, and up to 1.2 points
        (compare("knn", "ensemble", 110, 90), "knn"),  # the better one on the test images
        (compare("knn", "ensemble", 4000, 3990), None),  # 0.1 points better, or 1.7 worse
    ],
)
def test_a_model_is_as_good_only_if_the_interval_excludes_a_loss_of_the_margin(test, fastest):
    found = advise([ENSEMBLE, KNN], ENSEMBLE, KNN, [test], {})["fastest"]
    assert (found and found["model"]) == fastest


@pytest.mark.parametrize("counts", [(0, 0), (14, 0)])
def test_on_few_images_no_model_is_as_good_though_it_may_not_differ(counts):
    few = [row | {"images": 91} for row in (ENSEMBLE, KNN)]
    test = compare("ensemble", "knn", *counts)
    assert advise(few, few[0], few[1], [test], {})["fastest"] is None


def test_a_model_that_was_not_tested_is_not_as_good():
    assert advise([ENSEMBLE, KNN], ENSEMBLE, KNN, [], {})["fastest"] is None


def test_a_single_model_is_its_own_answer():
    (svm,) = rows(("svm", 0.9, 2, 60, 100))
    advice = advise([svm], svm, svm, [], {})
    assert advice["single"] is advice["fastest"] is advice["kept"] is None
    assert advice["smallest"]["model"] == "svm"

import pandas as pd
import pytest

from fashion_mnist import metrics
from fashion_mnist.report import findings


def row(model, accuracy, low, high, **more):
    return {"model": model, "accuracy": accuracy, "accuracy_low": low, "accuracy_high": high} | more


TABLE = pd.DataFrame(
    [
        row("cnn", 0.92, 0.91, 0.93),
        row("svm", 0.91, 0.90, 0.915),
        row("knn", 0.85, 0.84, 0.86),
    ]
)


def test_models_whose_intervals_touch_the_best_are_close():
    ranking = findings.rank(TABLE)
    assert ranking["best"]["model"] == "cnn"
    assert ranking["close"] == ["svm"]
    assert ranking["behind"] == ["knn"]


def test_intervals_that_meet_in_a_point_overlap():
    assert findings.overlap(row("a", 0.5, 0.4, 0.6), row("b", 0.7, 0.6, 0.8))
    assert not findings.overlap(row("a", 0.5, 0.4, 0.6), row("b", 0.7, 0.61, 0.8))


def test_networks_are_compared_with_the_others():
    kinds = findings.compare_kinds(TABLE, ["cnn"], ["svm", "knn"])
    assert kinds["deep"]["best"]["model"] == "cnn"
    assert kinds["classical"]["best"]["model"] == "svm"
    assert kinds["classical"]["lowest"] == 0.85
    assert kinds["difference"] == pytest.approx(0.01)
    assert kinds["overlap"]


@pytest.mark.parametrize(("networks", "classical"), [([], ["svm"]), (["cnn"], ["mlp"])])
def test_one_kind_alone_is_not_compared(networks, classical):
    assert findings.compare_kinds(TABLE, networks, classical) is None


def test_classes_are_ranked_by_recall(predictions, classes):
    report = metrics.report_classes(predictions, classes)
    ranked = findings.rank_classes(report, 3, n=2)
    assert ranked["best"][0] == ("bag", 1.0)
    assert ranked["hardest"] == [("coat", 0.5), ("boot", 0.5)]


def test_a_class_that_is_never_predicted_is_named(predictions, classes):
    predictions["y_pred"] = 0
    confusions = metrics.count_confusions(predictions, classes)
    assert findings.never_predicted(confusions) == ["coat", "boot"]


def test_depth_counts_layers_with_weights_and_shortcuts():
    layers = pd.DataFrame(
        {"type": ["Conv2D", "BatchNormalization", "Add", "Dense"], "parameters": [9, 4, 0, 5]}
    )
    assert findings.describe_layers(layers) == {"weighted_layers": 2, "shortcuts": 1}

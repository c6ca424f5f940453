import pandas as pd
import pytest
from wiring import optional_inputs

from fashion_mnist.evaluation.comparison import summarise_learning
from fashion_mnist.pipelines.model_report import evaluate, report_model

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def outputs(model):
    return {name for node in report_model(model).nodes for name in node.outputs}


def test_every_model_has_its_scores_and_its_card():
    scores = {"metrics", "classification_report", "confusions", "confused_pairs", "mistakes"}
    drawn = {"confusion_matrix", "summary", "model_card"}
    assert outputs("ensemble") == {f"ensemble.{name}" for name in scores | drawn}


def test_what_is_trained_has_an_architecture_and_a_network_its_learning():
    assert outputs("svm") >= {"svm.architecture"}
    assert not {"svm.learning", "svm.learning_curves"} & outputs("svm")
    assert outputs("cnn") >= {"cnn.architecture", "cnn.learning", "cnn.learning_curves"}


def test_metrics_hold_the_scores_and_the_cost(predictions, classes):
    metrics, report, confusions, pairs, mistakes = evaluate(
        predictions, predictions[:4], {"bytes": 5}, classes
    )
    assert metrics["accuracy"] == pytest.approx(4 / 6)
    assert metrics["validation_accuracy"] == 3 / 4
    assert metrics["bytes"] == 5
    assert "views" not in metrics
    assert list(report["class"][:3]) == list(confusions.index) == classes
    assert list(pairs["true"]) == ["coat", "boot"]
    assert list(mistakes["index"]) == [5, 3]


def test_metrics_of_a_network_hold_its_accuracy_by_one_view(predictions, classes):
    views = {"views": 10, "accuracy_one_view": 0.5}
    metrics, *_ = evaluate(predictions, predictions, {"bytes": 5}, classes, views)
    assert metrics["accuracy_one_view"] == 0.5
    taken = {
        model: [
            name for node in report_model(model).nodes for name in node.inputs if "views" in name
        ]
        for model in ("cnn", "robust", "svm", "ensemble")
    }
    expected = {"cnn": ["cnn.views"], "robust": ["robust.views"], "svm": [], "ensemble": []}
    assert taken == expected


def test_validation_accuracy_is_stable_within_half_a_point():
    history = pd.DataFrame({"epoch": [1, 2, 3], "val_accuracy": [0.9, 0.915, 0.919]})
    history = history.assign(accuracy=0.9, loss=1.0, val_loss=1.0)
    assert summarise_learning(history)["stable_from_epoch"] == 2


pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.mark.parametrize(
    ("model", "has", "lacks"),
    [
        ("svm", "layers", "learning"),
        ("cnn", "gradcam_maps", "weights"),
        ("robust", "learning_curves", "weights"),
        ("ensemble", "weights", "layers"),
    ],
)
def test_a_summary_takes_what_there_can_be_of_a_model(model, has, lacks):
    (node,) = (node for node in report_model(model).nodes if node.name == f"{model}.describe")
    every = {f"{model}.{name}" for name in ("metrics", "mistakes", "provenance")}
    assert f"{model}.{has}" in optional_inputs(node)
    assert f"{model}.{lacks}" not in node.inputs
    assert {*every, "test.pixels"} <= set(node.inputs) - optional_inputs(node)
    assert node.outputs == [f"{model}.summary"]

import json

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import classes as of_classes
from fashion_mnist.evaluation.predictions import score
from fashion_mnist.explanation.examples import choose_examples
from fashion_mnist.figures.confusion import confusion_matrix
from fashion_mnist.report.summary import describe_model


@pytest.fixture
def results(predictions, classes):
    """What every model leaves."""
    confusions = of_classes.count_confusions(predictions, classes)
    return {
        "provenance": {"seed": 0},
        "metrics": score(predictions),
        "classification_report": of_classes.report_classes(predictions, classes),
        "confusions": confusions,
        "confused_pairs": of_classes.rank_confused_pairs(confusions),
        "mistakes": of_classes.list_mistakes(predictions, classes),
        "confusion_matrix": confusion_matrix(confusions, "svm"),
    }


@pytest.fixture
def pixels():
    return np.zeros((6, 4, 4), np.uint8)


def test_what_was_not_made_of_a_model_is_none_or_empty(results, pixels, classes):
    summary = describe_model(results, pixels, classes)
    assert summary["provenance"] == {"seed": 0}
    missing = [name for name, found in summary.items() if not found]
    assert missing == ["never", "learning", "weights", "layers", "depth", "triptychs"]
    assert set(summary["figures"]) == {"confusion_matrix"}


def test_a_summary_can_be_written_as_json(results, predictions, pixels, classes):
    examples = choose_examples(predictions, classes)
    results |= {
        "gradcam_examples": examples,
        "gradcam_maps": np.zeros((len(examples), 4, 4), np.float32),
        "layers": pd.DataFrame({"type": ["Dense"], "parameters": [51], "inputs": [None]}),
        "weights": pd.DataFrame({"model": ["svm"], "weight": [1.0]}),
    }
    read = json.loads(json.dumps(describe_model(results, pixels, classes)))
    assert read["classes_by_recall"]["best"][0] == ["bag", 1.0]
    assert read["layers"] == [{"type": "Dense", "parameters": 51, "inputs": ""}]
    assert read["weights"] == [{"model": "svm", "weight": 1.0}]
    assert read["depth"] == {"weighted_layers": 1, "shortcuts": 0}
    assert "template" not in read["figures"]["confusion_matrix"]["layout"]


def test_each_class_has_its_right_and_its_wrong_example(results, predictions, pixels, classes):
    examples = choose_examples(predictions, classes)
    maps = np.zeros((len(examples), 4, 4), np.float32)
    results |= {"gradcam_examples": examples, "gradcam_maps": maps}
    triptychs = describe_model(results, pixels, classes)["triptychs"]
    assert [picture["true"] for picture in triptychs] == np.repeat(classes, 2).tolist()
    assert triptychs[1] == {"source": None, "true": "bag", "kind": "wrong"}
    assert triptychs[3]["predicted"] == "boot"


def test_the_gallery_shows_the_surest_mistakes_of_each_pair(results, pixels, classes):
    gallery = describe_model(results, pixels, classes)["gallery"]
    assert [(pair["true"], pair["predicted"], pair["count"]) for pair in gallery] == [
        ("boot", "coat", 1),
        ("coat", "boot", 1),
    ]
    assert gallery[1]["images"][0]["probability_of_true"] == 0.3

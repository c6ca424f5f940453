import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from fashion_mnist import metrics
from fashion_mnist.explanation import choose_examples
from fashion_mnist.figures import data, evaluation, learning
from fashion_mnist.figures.architecture import architecture
from fashion_mnist.report.cards import write_model_card
from fashion_mnist.report.page import write_report
from fashion_mnist.report.summary import describe_model

HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2],
        "accuracy": [0.5, 0.6],
        "val_accuracy": [0.7, 0.6],
        "loss": [2.0, 1.0],
        "val_loss": [1.0, 1.0],
    }
)
LAYERS = pd.DataFrame(
    [("features", "Input", 16, 0, ""), ("output", "Dense", 3, 51, "features")],
    columns=["layer", "type", "output_shape", "parameters", "inputs"],
)
COST = {"fit_seconds": 3.0, "predict_seconds": 0.1, "parameters": 51, "bytes": 2_000_000}


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (6, 4, 4), np.uint8)


@pytest.fixture
def environment():
    return {
        "time": "2020-01-02T03:04:05+00:00",
        "commit": "0123456789abcdef",
        "modified": False,
        "python": "3.12.1",
        "system": "Linux",
        "processor": "a processor",
        "cores": 2,
        "memory_gib": None,
        "packages": {"kedro": "1.7.0"},
        "seed": 0,
    }


@pytest.fixture
def profile(pixels):
    return {
        "name": "Clothes",
        "about": "Pictures of clothes.",
        "training_set_shape": [60, 4, 4],
        "test_set_shape": [6, 4, 4],
        "image_size": [4, 4],
        "data_type": "uint8",
        "value_range": [0, 255],
        "mean": 1.5,
        "median": 0.0,
        "standard_deviation": 2.5,
    }


def results_of(model, predictions, classes):
    """What a classical model leaves."""
    confusions = metrics.count_confusions(predictions, classes)
    return {
        "metrics": metrics.score(predictions) | COST,
        "classification_report": metrics.report_classes(predictions, classes),
        "confusions": confusions,
        "confused_pairs": metrics.rank_confused_pairs(confusions),
        "mistakes": metrics.list_mistakes(predictions, classes),
        "confusion_matrix": evaluation.confusion_matrix(confusions, model),
        "layers": LAYERS,
        "architecture": architecture(LAYERS, model),
    }


def results_of_network(model, predictions, classes):
    """What a network leaves."""
    examples = choose_examples(predictions, classes)
    return results_of(model, predictions, classes) | {
        "learning": metrics.summarise_learning(HISTORY, 0.005),
        "learning_curves": learning.learning_curves(HISTORY, model),
        "gradcam_examples": examples,
        "gradcam_maps": np.zeros((len(examples), 4, 4), np.float32),
    }


def as_read(summary):
    """A summary as it is read from its file."""
    return json.loads(json.dumps(summary))


@pytest.fixture
def write_page(environment, profile, pixels):
    """Write the report of some models, all with the same predictions."""

    def write(predictions, classes, classical=(), networks=()):
        found = {name: results_of(name, predictions, classes) for name in classical}
        found |= {name: results_of_network(name, predictions, classes) for name in networks}
        comparison = metrics.compare_models({name: found[name]["metrics"] for name in found})
        reports = {name: found[name]["classification_report"] for name in found}
        titled = ("sample_grid", "pixel_histogram", "preprocessing")
        figures = {
            **{name: go.Figure(layout={"title": {"text": name}, "height": 400}) for name in titled},
            "class_distribution": data.class_distribution(np.array([0, 1, 2]), classes),
            "accuracy": evaluation.accuracy(comparison),
            "accuracy_against_cost": evaluation.accuracy_against_cost(comparison),
            "class_recall": evaluation.class_recall(
                metrics.compare_classes(reports, classes), classes
            ),
        }
        summaries = {name: as_read(describe_model(found[name], pixels, classes)) for name in found}
        parts = {"train": 54, "validation": 6, "test": 6}
        return write_report(classes, environment, profile, parts, comparison, figures, summaries)

    return write


@pytest.fixture
def write_card(environment, pixels):
    """Write the card of a classical model or a network."""

    def write(name, predictions, classes, make=results_of):
        summary = as_read(describe_model(make(name, predictions, classes), pixels, classes))
        image_set = {"name": "Clothes", "about": "Pictures of clothes.", "shape": pixels.shape}
        return write_model_card(name, classes, image_set, environment, summary)

    return write

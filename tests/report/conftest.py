import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from fashion_mnist.evaluation import (
    calibration,
    learning,
    seed_variation,
    selective_accuracy,
    significance,
)
from fashion_mnist.evaluation.classes import (
    compare_classes,
    count_confusions,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)
from fashion_mnist.evaluation.comparison import compare_models
from fashion_mnist.evaluation.predictions import join_tables, score
from fashion_mnist.explanation.examples import choose_examples
from fashion_mnist.figures import accuracy, confusion, data, heat_map_measures, learning
from fashion_mnist.figures import calibration as calibration_figures
from fashion_mnist.figures import significance as significance_figures
from fashion_mnist.figures.architecture import architecture
from fashion_mnist.report.model_card import write_model_card
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
        "training_set_shape": [60, 4, 4],
        "test_set_shape": [6, 4, 4],
        "image_size": [4, 4],
        "data_type": "uint8",
        "value_range": [0, 255],
        "mean": 1.5,
        "median": 0.0,
        "standard_deviation": 2.5,
    }


@pytest.fixture
def measures():
    """Measures of the heat maps of two layers of one network; all intervals are +-0.04."""
    places = [
        ("conv2", "Grad-CAM", 0.8, 0.8, 0.2, 0.6, 0.7, 0.3, [0.5, 0.1]),
        ("conv2", "random", 0.5, 0.5, 0.4, 0.4),
        ("conv3", "Grad-CAM", 0.55, 0.55, 0.42, 0.42, 0.8, 0.2, [0.9, 0.6]),
        ("conv3", "random", 0.5, 0.5, 0.4, 0.4),
        ("any", "chance", 0.5, 0.5),
        ("any", "centre", 0.6, 0.6, 0.35, 0.58),
        ("any", "image", 1, 1, 0.2, 0.48),
    ]
    names = ["heat_on_item", "pointing_game", "deletion", "insertion", "mirror_image"]
    names += ["another_image", "randomised"]
    table = pd.DataFrame(
        [
            ("cnn", layer, method, name, value, 10 if name == "pointing_game" else 6)
            for layer, method, *found in places
            for name, values in zip(names, found, strict=False)
            for value in np.atleast_1d(values)
        ],
        columns=["model", "layer", "method", "measure", "value", "images"],
    )
    return table.assign(down_to="dense", low=table["value"] - 0.04, high=table["value"] + 0.04)


@pytest.fixture
def technique_effects():
    """Effects of some techniques on a network whose recipe reaches 93%."""
    rows = [
        ("all", "all", 0.02, 0.01, 0.03),
        ("mirror", "added alone", 0.004, 0.001, 0.007),
        ("shift", "added alone", 0.006, 0.002, 0.01),
        ("erasing", "added alone", -0.005, -0.009, -0.001),
        ("mirror", "left out", 0.001, -0.001, 0.003),
    ]
    columns = ["technique", "comparison", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(
        accuracy_with=0.93,
        accuracy_without=0.91,
        timed="training",
        seconds_with=60.0,
        seconds_without=50.0,
        runs=3,
    )


@pytest.fixture
def depth_tables():
    """The effects of shortcuts at two depths, and the gradients of the first layer."""
    rows = [(8, 0.5, 0.5, 0.0, -0.1, 0.1), (56, 1.5, 0.6, 0.9, 0.7, 1.1)]
    effects = pd.DataFrame(
        rows, columns=["depth", "plain", "residual", "difference", "low", "high"]
    )
    states = ("start", "start, no normalisation", "trained")
    norms = {("plain", 8): 4.0, ("plain", 56): 1.0, ("residual", 8): 2.0, ("residual", 56): 4.0}
    gradients = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "state": state, "layer": 1, "norm": norm}
            for (kind, depth), norm in norms.items()
            for state in states
        ]
    )
    return {"depth_effects": effects, "depth_gradients": gradients}


def results_of(model, predictions, classes):
    """What a classical model leaves."""
    confusions = count_confusions(predictions, classes)
    return {
        "metrics": score(predictions) | COST,
        "classification_report": report_classes(predictions, classes),
        "confusions": confusions,
        "confused_pairs": rank_confused_pairs(confusions),
        "mistakes": list_mistakes(predictions, classes),
        "confusion_matrix": confusion.confusion_matrix(confusions, model),
        "layers": LAYERS,
        "architecture": architecture(LAYERS, model),
    }


def results_of_network(model, predictions, classes):
    """What a network leaves."""
    examples = choose_examples(predictions, classes)
    return results_of(model, predictions, classes) | {
        "learning": learning.summarise_learning(HISTORY, 0.005),
        "learning_curves": learning.learning_curves(HISTORY, model),
        "gradcam_examples": examples,
        "gradcam_maps": np.zeros((len(examples), 4, 4), np.float32),
    }


def evaluate(predictions, classes):
    """What the evaluation leaves of the predictions of each model: tables and figures.

    The first model has also predicted the validation images, which are the same here.
    """
    validation = dict(list(predictions.items())[:1])
    temperatures = calibration.tabulate_temperatures(validation, classes)
    scores, bins = calibration.measure(predictions, temperatures, classes, 0)
    thresholds = selective_accuracy.choose_thresholds(validation, classes)
    tables = {
        "accuracy_intervals": significance.tabulate_intervals(predictions, classes),
        "pairwise_tests": significance.compare_pairs(predictions, 0),
        "calibration": scores,
        "coverage": selective_accuracy.measure_coverage(predictions, thresholds, classes),
    }
    return tables, {
        "pairwise_wins": significance_figures.pairwise_wins(tables["pairwise_tests"]),
        "reliability_diagrams": calibration_figures.reliability_diagrams(bins),
        "accuracy_against_coverage": calibration_figures.accuracy_against_coverage(
            tables["coverage"]
        ),
    }


def train_again(predictions, networks):
    """What several trainings leave: tables and figures."""
    table = seed_variation.tabulate_runs([predictions, predictions], 0)
    runs = join_tables(dict.fromkeys(networks, table))
    figure = significance_figures.accuracy_by_seed(runs)
    return {"seeds": seed_variation.summarise_runs(runs)}, {"accuracy_by_seed": figure}


def as_read(summary):
    """A summary as it is read from its file."""
    return json.loads(json.dumps(summary))


@pytest.fixture
def write_page(environment, profile, pixels):
    """Write the report of some models, all with the same predictions, evaluated or some not."""

    def write(
        predictions,
        classes,
        classical=(),
        networks=(),
        evaluated=None,
        repeated=False,
        measured=None,
        human_accuracy=0.835,
        more_tables=(),
    ):
        found = {name: results_of(name, predictions, classes) for name in classical}
        found |= {name: results_of_network(name, predictions, classes) for name in networks}
        comparison = compare_models({name: found[name]["metrics"] for name in found})
        reports = {name: found[name]["classification_report"] for name in found}
        titled = ("sample_grid", "pixel_histogram", "preprocessing")
        figures = {
            **{name: go.Figure(layout={"title": {"text": name}, "height": 400}) for name in titled},
            "class_distribution": data.class_distribution(np.array([0, 1, 2]), classes),
            "accuracy": accuracy.accuracy(comparison),
            "accuracy_against_cost": accuracy.accuracy_against_cost(comparison),
            "class_recall": confusion.class_recall(compare_classes(reports, classes), classes),
        }
        if measured is not None:
            figures |= {
                "explanation_scores": heat_map_measures.scores(measured),
                "explanation_randomisation": heat_map_measures.randomisation(measured),
                "explanation_curves": go.Figure(layout={"title": {"text": "curves"}}),
            }
        summaries = {name: as_read(describe_model(found[name], pixels, classes)) for name in found}
        parts = {"train": 54, "validation": 6, "test": 6}
        evaluated = found if evaluated is None else evaluated
        tables, more = {}, {}
        if evaluated:
            tables, more = evaluate(dict.fromkeys(evaluated, predictions), classes)
        if repeated:
            runs, figure = train_again(predictions, networks)
            tables, more = tables | runs, more | figure
        if measured is not None:
            tables = tables | {"explanation_measures": measured}
        tables = tables | dict(more_tables)
        figures |= more
        return write_report(
            classes,
            {"name": "Clothes", "about": "Pictures of clothes.", "human_accuracy": human_accuracy},
            environment,
            profile,
            parts,
            comparison,
            figures,
            tables,
            summaries,
        )

    return write


@pytest.fixture
def write_card(environment, pixels):
    """Write the card of a classical model or a network."""

    def write(name, predictions, classes, make=results_of):
        summary = as_read(describe_model(make(name, predictions, classes), pixels, classes))
        image_set = {"name": "Clothes", "about": "Pictures of clothes.", "shape": pixels.shape}
        return write_model_card(name, classes, image_set, environment, summary)

    return write

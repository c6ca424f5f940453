import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.comparison import tabulate_runs
from fashion_mnist.pipelines.depth.pipeline import draw_depth
from fashion_mnist.pipelines.explanation.pipeline import compare_explanations, draw_curves
from fashion_mnist.pipelines.robustness.pipeline import compare_robustness, rank_robustness
from fashion_mnist.pipelines.seeds import pipeline
from fashion_mnist.robustness import corruptions

COMPARISON = pd.DataFrame({"model": ["cnn", "resnet"]})  # in the order of their accuracies


def test_trainings_are_joined_and_summarised(predictions):
    right = predictions.assign(y_pred=predictions["y_true"])
    runs = tabulate_runs(5, predictions, right)
    table, summary, figure = pipeline.compare_runs(COMPARISON, cnn=runs, resnet=runs)
    assert list(table["seed"]) == [5, 6, 5, 6]
    assert list(summary["model"]) == ["cnn", "resnet"]
    assert list(summary["mean"]) == pytest.approx([5 / 6, 5 / 6])
    assert len(figure.data) == 4


def test_heat_maps_of_all_networks_are_measured_side_by_side():
    name = {"layer": "conv3", "method": "Grad-CAM", "value": 0.5, "low": 0.4, "high": 0.6}
    rows = [name | {"measure": measure} for measure in ("pointing_game", "another_image")]
    rows.append(name | {"measure": "randomised", "down_to": "logits"})
    measures = pd.DataFrame(rows)
    table, scores, randomisation = compare_explanations(COMPARISON, resnet=measures, cnn=measures)
    assert list(table["model"].unique()) == ["cnn", "resnet"]
    assert list(scores.data[0].x) == ["cnn<br>conv3", "resnet<br>conv3"]
    assert [text.text for text in randomisation.layout.annotations] == ["cnn conv3", "resnet conv3"]


def test_curves_of_all_networks_are_drawn():
    name = {"layer": "conv3", "method": "Grad-CAM", "measure": "deletion"}
    points = pd.DataFrame([name | {"fraction": part, "value": 1 - part} for part in (0.0, 1.0)])
    figure = draw_curves(COMPARISON, cnn=points, resnet=points)
    assert [list(trace.y) for trace in figure.data] == [[1, 0], [1, 0]]


def test_robustness_is_compared_under_every_condition():
    right = np.ones((len(corruptions.CONDITIONS), 4), bool)
    tables = {"svm": corruptions.tabulate(right), "cnn": corruptions.tabulate(~right)}
    table, heat_map, curves = compare_robustness(COMPARISON, **tables)
    assert len(table) == 2 * len(corruptions.CONDITIONS)
    assert list(heat_map.data[0].y) == ["svm", "cnn"]  # the one in COMPARISON is on top
    np.testing.assert_array_equal(heat_map.data[0].z, np.outer([1, 0], np.ones(17)))
    assert {trace.name for trace in curves.data} == {"svm", "cnn"}


def test_the_most_robust_model_comes_first():
    table = rank_robustness(
        svm={"relative_robustness": 0.4, "images": 5},
        cnn={"relative_robustness": 0.6, "images": 5},
    )
    assert list(table["model"]) == ["cnn", "svm"]
    assert list(table["images"]) == [5, 5]


def test_depth_is_drawn_by_its_gradients_and_its_losses():
    gradients = pd.DataFrame({"layer": [1, 2], "norm": [1.0, 0.5]}).assign(
        kind="plain", state="trained", depth=8
    )
    runs = pd.DataFrame({"kind": ["plain"], "depth": 8, "seed": 0, "loss": 0.3})
    of_gradients, of_losses = draw_depth(gradients, runs)
    assert [list(trace.y) for trace in of_gradients.data] == [[1, 0.5]]
    assert list(of_losses.data[0].y) == [0.3]

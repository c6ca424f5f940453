import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.comparison import compare_models
from fashion_mnist.figures import comparison
from fashion_mnist.figures.comparison import accuracy_against_cost, accuracy_by_seed, pairwise_wins
from fashion_mnist.figures.style import model_colours

METRICS = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}


def test_accuracy_has_a_point_and_an_interval_a_model():
    figure = comparison.accuracy(compare_models({"svm": METRICS}))
    (point,), (share,) = figure.data, figure.layout.annotations
    assert (list(point.x), list(point.y)) == ([0.9], ["svm"])
    assert point.error_x.array[0] == pytest.approx(0.01)
    assert (share.x, share.y, share.text) == (0.91, "svm", "90.0%")  # where the interval ends


def test_accuracy_marks_that_of_people_where_it_is_known():
    table = compare_models({"svm": METRICS})
    assert not comparison.accuracy(table, None).layout.shapes
    figure = comparison.accuracy(table, 0.835)
    assert figure.layout.shapes[0].x0 == 0.835
    assert figure.layout.xaxis.range == pytest.approx(
        (0.829, 0.922)
    )  # 8% of 0.075 before, 16% behind
    assert figure.layout.annotations[-1].text == "humans (published): 83.5%"
    assert figure.layout.annotations[-1].xanchor == "left"
    assert comparison.accuracy(table, 0.95).layout.annotations[-1].xanchor == "right"


def test_the_alternative_text_holds_what_is_drawn():
    alt = comparison.accuracy(compare_models({"svm": METRICS}), 0.835).layout.meta["alt"]
    assert alt.endswith("svm 90.0% (88.0% to 91.0%). Humans, as published: 83.5%.")


TESTS = pd.DataFrame(
    [("svm", "knn", 0.02, True), ("svm", "mlp", 0.03, True), ("knn", "mlp", 0.01, False)],
    columns=["model", "other", "difference", "differ"],
)


def test_each_pair_is_one_square_in_the_row_of_the_more_accurate():
    heat = pairwise_wins(TESTS).data[0]
    assert (list(heat.x), list(heat.y)) == (["knn", "mlp"], ["svm", "knn"])
    np.testing.assert_array_equal(heat.z, [[1, 1], [np.nan, 0]])
    assert heat.text.tolist() == [["beats<br>+2.00", "beats<br>+3.00"], ["", "ties<br>+1.00"]]


def test_without_a_pair_the_figure_says_so():
    figure = pairwise_wins(TESTS[:0])
    assert "only one model" in figure.layout.title.text


def test_reliability_has_a_panel_a_model_with_two_lines():
    bins = pd.DataFrame(
        {
            "model": ["svm", "svm", "knn", "knn"],
            "scaled": [False, True, False, True],
            "bin": 15,
            "images": 10,
            "confidence": [0.99, 0.95, 0.97, 0.96],
            "accuracy": [0.9, 0.91, 0.92, 0.93],
        }
    )
    figure = comparison.reliability_diagrams(bins)
    assert [annotation.text for annotation in figure.layout.annotations] == ["svm", "knn"]
    lines = [(trace.xaxis, trace.x[0], trace.y[0], trace.showlegend) for trace in figure.data]
    assert lines == [
        ("x", 0.99, 0.9, True),
        ("x", 0.95, 0.91, True),
        ("x2", 0.97, 0.92, False),
        ("x2", 0.96, 0.93, False),
    ]


def test_coverage_has_a_line_a_model():
    table = pd.DataFrame(
        {
            "model": ["svm", "svm"],
            "coverage": [1, 0.8],
            "covered": [1, 0.8],
            "accuracy": [0.9, 0.95],
            "images": [10, 8],
            "low": 0.5,
            "high": 0.9,
        }
    )
    (line,) = comparison.accuracy_against_coverage(table).data
    assert (line.name, list(line.x), list(line.y)) == ("svm", [1, 0.8], [0.9, 0.95])


MODEL = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}
MODEL |= {"parameters": 10, "fit_seconds": 3.0, "predict_seconds": 0.1, "bytes": 100}


def test_each_model_is_a_point_with_its_interval():
    figure = accuracy_against_cost(compare_models({"svm": MODEL, "knn": MODEL}))
    assert [trace.name for trace in figure.data] == ["svm", "knn"]
    assert figure.data[0].error_y.array[0] == pytest.approx(0.01)
    assert figure.data[0].error_y.arrayminus[0] == pytest.approx(0.02)
    assert figure.data[0].marker.color == model_colours()["svm"]
    assert "svm 3 s and 90.0%, knn 3 s" in figure.layout.meta["alt"]


def test_ticks_are_decades_and_the_legend_names_models_of_equal_cost():
    slower = MODEL | {"fit_seconds": 300.0}
    figure = accuracy_against_cost(compare_models({"svm": MODEL, "cnn": slower, "knn": slower}))
    assert (figure.layout.xaxis.type, figure.layout.xaxis.dtick) == ("log", 1)
    assert [trace.name for trace in figure.data] == ["svm", "cnn", "knn"]
    assert figure.layout.showlegend


def test_seeds_have_a_dot_a_training_and_a_bar_at_the_mean():
    runs = pd.DataFrame({"model": "cnn", "seed": [0, 1], "accuracy": [0.9, 0.92]})
    bar, dots = accuracy_by_seed(runs).data
    assert list(bar.x) == [0.91]
    assert (list(dots.x), list(dots.customdata)) == ([0.9, 0.92], [0, 1])

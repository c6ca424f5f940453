import pytest

from fashion_mnist.evaluation.comparison import compare_models
from fashion_mnist.figures.cost import accuracy_against_cost
from fashion_mnist.figures.style import model_colours

MODEL = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}
MODEL |= {"parameters": 10, "fit_seconds": 3.0, "predict_seconds": 0.1, "bytes": 100}


def test_each_model_is_a_point_with_its_interval():
    figure = accuracy_against_cost(compare_models({"svm": MODEL, "knn": MODEL}))
    assert [trace.name for trace in figure.data] == ["svm", "knn"]
    assert figure.data[0].error_y.array[0] == pytest.approx(0.01)
    assert figure.data[0].error_y.arrayminus[0] == pytest.approx(0.02)
    assert figure.data[0].marker.color == model_colours()["svm"]
    assert "svm 3 s and 90.0%, knn 3 s" in figure.layout.meta["alt"]


def test_ticks_are_decades_and_names_of_neighbours_part():
    slower = MODEL | {"fit_seconds": 300.0}
    figure = accuracy_against_cost(compare_models({"svm": MODEL, "cnn": slower, "knn": slower}))
    assert figure.layout.xaxis.dtick == 1
    assert figure.layout.xaxis.range[0] < 0.47 < 2.48 < figure.layout.xaxis.range[1]
    assert figure.data[1].textposition != figure.data[2].textposition

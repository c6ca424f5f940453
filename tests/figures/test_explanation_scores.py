import pytest

from fashion_mnist.figures.explanation_scores import scores


def test_scores_stand_beside_their_baselines(measures):
    figure = scores(measures)
    bars = {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert bars == {
        "Grad-CAM": {"cnn<br>conv2": 0.6, "cnn<br>conv3": 0.7},
        "chance": {"cnn<br>conv2": 0.5, "cnn<br>conv3": 0.5},
    }
    assert list(figure.data[0].error_y.array) == pytest.approx([0.2, 0.2])
    assert list(figure.data[0].error_y.arrayminus) == pytest.approx([0.1, 0.1])

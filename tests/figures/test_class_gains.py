import pandas as pd
import pytest

from fashion_mnist.figures.class_gains import class_gains

GAINS = pd.DataFrame(
    [("bag", 0.01, False), ("coat", 0.05, True)], columns=["class", "difference", "differ"]
).assign(model="cnn", other="svm", low=0.0, high=0.1)


def test_the_class_with_the_largest_gain_is_on_top():
    figure = class_gains(GAINS)
    (points,) = figure.data
    assert list(points.y) == ["coat", "bag"]
    assert list(points.x) == pytest.approx([5, 1])
    assert points.error_x.array == pytest.approx([5, 9])
    assert list(points.marker.symbol) == ["circle", "circle-open"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert "coat +5.0, bag +1.0 (may be chance)." in figure.layout.meta["alt"]


def test_without_a_pair_the_figure_says_so():
    figure = class_gains(GAINS[:0])
    assert "one kind alone" in figure.layout.annotations[0].text

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.classes import compare_classes, report_classes
from fashion_mnist.figures import classes
from fashion_mnist.figures.classes import class_gains, class_recall


def test_confusion_matrix_colours_shares_and_writes_counts():
    confusions = pd.DataFrame([[3, 1], [0, 0]], index=["a", "b"], columns=["a", "b"])
    heat = classes.confusion_matrix(confusions, "svm").data[0]
    np.testing.assert_array_equal(heat.z[::-1], [[0.75, 0.25], [0, 0]])
    np.testing.assert_array_equal(heat.text[::-1], confusions)


def test_class_recall_has_a_row_a_model(predictions, classes):
    report = report_classes(predictions, classes)
    table = compare_classes({"svm": report, "knn": report}, classes)
    heat = class_recall(table, classes).data[0]
    assert list(heat.y) == ["knn", "svm"]
    np.testing.assert_array_equal(heat.z[0], [1, 0.5, 0.5])


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
    assert "coat +5.0, bag +1.0 (not significant)." in figure.layout.meta["alt"]


def test_without_a_pair_the_figure_says_so():
    figure = class_gains(GAINS[:0])
    assert "only one kind of model" in figure.layout.title.text

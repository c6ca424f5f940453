import pytest

from fashion_mnist.evaluation.comparison import compare_models
from fashion_mnist.figures import accuracy

METRICS = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}


def test_accuracy_has_a_point_and_an_interval_a_model():
    figure = accuracy.accuracy(compare_models({"svm": METRICS}))
    (point,), (share,) = figure.data, figure.layout.annotations
    assert (list(point.x), list(point.y)) == ([0.9], ["svm"])
    assert point.error_x.array[0] == pytest.approx(0.01)
    assert (share.x, share.y, share.text) == (0.91, "svm", "90.0%")  # where the interval ends


def test_accuracy_marks_that_of_people_where_it_is_known():
    table = compare_models({"svm": METRICS})
    assert not accuracy.accuracy(table, None).layout.shapes
    figure = accuracy.accuracy(table, 0.835)
    assert figure.layout.shapes[0].x0 == 0.835
    assert figure.layout.xaxis.range == pytest.approx(
        (0.829, 0.922)
    )  # 8% of 0.075 before, 16% behind
    assert figure.layout.annotations[-1].text == "people, published: 83.5%"
    assert figure.layout.annotations[-1].xanchor == "left"
    assert accuracy.accuracy(table, 0.95).layout.annotations[-1].xanchor == "right"


def test_the_alternative_text_holds_what_is_drawn():
    alt = accuracy.accuracy(compare_models({"svm": METRICS}), 0.835).layout.meta["alt"]
    assert alt.endswith("svm 90.0% (88.0% to 91.0%). People, as published: 83.5%.")

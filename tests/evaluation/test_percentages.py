import pytest

from fashion_mnist.evaluation.percentages import hundredfold, percent, percent_range


@pytest.mark.parametrize(
    ("right", "told"),
    [(9445, "94.5%"), (9025, "90.3%"), (9425, "94.3%"), (9444, "94.4%"), (10_000, "100.0%")],
)
def test_halves_are_rounded_up_as_readers_round_them(right, told):
    """As binary floats 0.9025 and 0.9425 are a little less than that."""
    assert percent(right / 10_000) == told


def test_digits_are_as_many_as_asked_for():
    assert [percent(0.94455, digits) for digits in (0, 1, 2)] == ["94%", "94.5%", "94.46%"]
    assert float(hundredfold(-0.00125, 2)) == -0.13


def test_an_interval_has_one_percent_sign():
    assert percent_range(0.93775, 0.9471) == "93.8-94.7%"

import pandas as pd
import pytest

from fashion_mnist.figures.error_bars import error_bars


def test_bars_reach_from_the_values_to_the_ends_of_their_intervals():
    bars = error_bars(pd.Series([0.5, 0.6]), [0.4, 0.3], [0.7, 0.6], scale=100, thickness=2)
    assert bars["array"] == pytest.approx([20, 0])
    assert bars["arrayminus"] == pytest.approx([10, 30])
    assert (bars["type"], bars["thickness"]) == ("data", 2)

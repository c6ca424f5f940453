import pandas as pd

from fashion_mnist.evaluation.rows import list_rows, tabulate_rows


def test_rows_are_by_the_names_of_their_columns():
    table = pd.DataFrame({"model": ["x", "y"], "n": [1, 2]})
    rows = [{"model": "x", "n": 1}, {"model": "y", "n": 2}]
    assert list_rows(table) == rows
    pd.testing.assert_frame_equal(tabulate_rows(rows), table)

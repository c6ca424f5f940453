import pandas as pd

from fashion_mnist.evaluation.rows import list_rows


def test_rows_are_listed_by_the_names_of_their_columns():
    table = pd.DataFrame({"model": ["x", "y"], "n": [1, 2]})
    assert list_rows(table) == [{"model": "x", "n": 1}, {"model": "y", "n": 2}]

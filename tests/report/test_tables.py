import pandas as pd

from fashion_mnist.report import tables

ROWS = [
    {"model": "svm", "layer": "any", "step": 1, "value": 0.1},
    {"model": "svm", "layer": "any", "step": 2, "value": 0.2},
    {"model": "cnn", "layer": "any", "step": 1, "value": 0.3},
    {"model": "cnn", "layer": "any", "step": 1, "value": 0.4},
]


def test_a_table_that_was_not_made_has_no_rows():
    assert tables.rows_of({"seeds": pd.DataFrame(ROWS)}, "seeds") == ROWS
    assert tables.rows_of({}, "seeds") == []


def test_rows_are_nested_by_columns_and_the_last_stays():
    assert tables.nest(ROWS, ["model"], "step") == {
        "svm": {1: ROWS[0], 2: ROWS[1]},
        "cnn": {1: ROWS[3]},
    }
    assert list(tables.nest(ROWS, ["model", "layer"], "step")) == [("svm", "any"), ("cnn", "any")]

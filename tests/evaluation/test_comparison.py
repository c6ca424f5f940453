import pandas as pd

from fashion_mnist.evaluation.comparison import compare_models, join_ranked


def test_models_are_compared_best_first():
    table = compare_models({"x": {"accuracy": 0.8}, "y": {"accuracy": 0.9}})
    assert table["model"].tolist() == ["y", "x"]


def test_tables_are_stacked_in_the_order_of_a_comparison_if_there_is_one():
    tables = {name: pd.DataFrame({"value": [1]}) for name in ("z", "x", "y")}
    comparison = pd.DataFrame({"model": ["y", "w", "x"]})
    assert list(join_ranked(tables, comparison)["model"]) == ["y", "x", "z"]
    assert list(join_ranked(tables)["model"]) == ["z", "x", "y"]

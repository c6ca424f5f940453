import pandas as pd
import pytest

from fashion_mnist.evaluation.comparison import (
    compare_models,
    join_ranked,
    summarise_learning,
    summarise_runs,
    tabulate_runs,
)


def test_models_are_compared_best_first():
    table = compare_models({"x": {"accuracy": 0.8}, "y": {"accuracy": 0.9}})
    assert table["model"].tolist() == ["y", "x"]


def test_tables_are_stacked_in_the_order_of_a_comparison_if_there_is_one():
    tables = {name: pd.DataFrame({"value": [1]}) for name in ("z", "x", "y")}
    comparison = pd.DataFrame({"model": ["y", "w", "x"]})
    assert list(join_ranked(tables, comparison)["model"]) == ["y", "x", "z"]
    assert list(join_ranked(tables)["model"]) == ["z", "x", "y"]


def test_runs_have_the_seeds_that_follow_the_first(predictions):
    perfect = predictions.assign(y_pred=predictions["y_true"])
    runs = tabulate_runs(7, predictions, perfect)
    assert runs["seed"].tolist() == [7, 8]
    assert runs["accuracy"].tolist() == pytest.approx([4 / 6, 1])


def test_runs_are_summarised_highest_mean_first():
    runs = pd.DataFrame({"model": ["a", "a", "b", "b"], "accuracy": [0.5, 0.7, 0.7, 0.9]})
    table = summarise_runs(runs)
    assert table["model"].tolist() == ["b", "a"]
    assert table["runs"].tolist() == [2, 2]
    assert table["mean"].tolist() == pytest.approx([0.8, 0.6])
    assert table["standard_deviation"].tolist() == pytest.approx([0.02**0.5, 0.02**0.5])
    assert table[["lowest", "highest"]].to_numpy().tolist() == [[0.7, 0.9], [0.5, 0.7]]


def test_learning_is_summarised():
    history = pd.DataFrame(
        {
            "epoch": [1, 2, 3, 4],
            "accuracy": [0.5, 0.7, 0.8, 0.9],
            "val_accuracy": [0.6, 0.75, 0.737, 0.74],
            "loss": [2.0, 1.0, 0.5, 0.2],
            "val_loss": [1.5, 1.0, 0.9, 0.8],
        }
    )
    learning = summarise_learning(history)
    assert learning["accuracy_gap"] == pytest.approx(0.16)
    assert learning["best_epoch"] == 2
    assert learning["largest_val_drop"] == pytest.approx(0.013)
    assert learning["stable_from_epoch"] == 3
    assert summarise_learning(history[:3])["stable_from_epoch"] == 3
    assert summarise_learning(history[:1])["stable_from_epoch"] == 1
    assert summarise_learning(history[:2])["largest_val_drop"] == 0  # it only rises
    assert summarise_learning(history[:1])["largest_val_drop"] == 0
    assert learning["is_fitted"]
    assert not summarise_learning(history[:2])["is_fitted"]  # 0.7 of training

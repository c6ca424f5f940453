import pandas as pd
import pytest

from fashion_mnist.evaluation import seed_variation


def test_runs_have_the_seeds_that_follow_the_first(predictions):
    perfect = predictions.assign(y_pred=predictions["y_true"])
    runs = seed_variation.tabulate_runs([predictions, perfect], 7)
    assert runs["seed"].tolist() == [7, 8]
    assert runs["accuracy"].tolist() == pytest.approx([4 / 6, 1])


def test_runs_are_summarised_highest_mean_first():
    runs = pd.DataFrame({"model": ["a", "a", "b", "b"], "accuracy": [0.5, 0.7, 0.7, 0.9]})
    table = seed_variation.summarise_runs(runs)
    assert table["model"].tolist() == ["b", "a"]
    assert table["runs"].tolist() == [2, 2]
    assert table["mean"].tolist() == pytest.approx([0.8, 0.6])
    assert table["standard_deviation"].tolist() == pytest.approx([0.02**0.5, 0.02**0.5])
    assert table[["lowest", "highest"]].to_numpy().tolist() == [[0.7, 0.9], [0.5, 0.7]]

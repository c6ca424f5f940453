import pandas as pd
import pytest

from fashion_mnist.evaluation.learning import summarise_learning


def test_learning_is_summarised():
    history = pd.DataFrame(
        {
            "epoch": [1, 2, 3, 4],
            "accuracy": [0.5, 0.7, 0.8, 0.9],
            "val_accuracy": [0.6, 0.75, 0.72, 0.74],
            "loss": [2.0, 1.0, 0.5, 0.2],
            "val_loss": [1.5, 1.0, 0.9, 0.8],
        }
    )
    learning = summarise_learning(history, tolerance=0.015)
    assert learning["accuracy_gap"] == pytest.approx(0.16)
    assert learning["best_epoch"] == 2
    assert learning["largest_val_drop"] == pytest.approx(0.03)
    assert learning["stable_from_epoch"] == 4
    assert summarise_learning(history, tolerance=0.021)["stable_from_epoch"] == 2
    assert summarise_learning(history[:1], tolerance=0.01)["stable_from_epoch"] == 1
    assert learning["is_fitted"]
    assert not summarise_learning(history[:2], tolerance=0.01)["is_fitted"]  # 0.7 of training

import math
from types import SimpleNamespace

import numpy as np
import pytest

from fashion_mnist.networks.callbacks import Progress, StopAtDivergence
from fashion_mnist.parameters.deep_learning import Optimizer
from fashion_mnist.parameters.errors import InputError


@pytest.fixture
def train():
    """End the second of six epochs of a network named cnn."""

    def train(weights=(0, 1), **logs):
        stop = StopAtDivergence(Optimizer(learning_rate=1e10))
        stop.set_params({"epochs": 6})
        stop.set_model(SimpleNamespace(name="cnn", get_weights=lambda: [np.array(weights)]))
        stop.on_epoch_end(1, {"loss": 0.5, "val_loss": 0.5, "accuracy": 0.1} | logs)

    return train


def test_a_training_goes_on_at_any_loss(train):
    train(loss=1e30)


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("name", ["loss", "val_loss", "weights"])
def test_a_loss_or_weights_that_are_no_numbers_end_the_training(train, name, value):
    expected = r"others in epoch 2 of 6 of cnn, trained at a learning rate of 1e\+10: choose"
    with pytest.raises(InputError, match=expected):
        train(**{name: [0, value] if name == "weights" else value})


def test_the_first_epoch_which_prepares_the_others_says_nothing_of_the_time_left(
    monkeypatch, caplog
):
    caplog.set_level("INFO")
    clock = iter([0, 10, 10, 12, 12, 16])  # the beginning and the end of each epoch
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    progress = Progress()
    progress.set_params({"epochs": 6})
    progress.set_model(SimpleNamespace(name="network"))
    for epoch in range(3):
        progress.on_epoch_begin(epoch)
        progress.on_epoch_end(epoch)
    left = [record.getMessage().rpartition("; ")[2] for record in caplog.records]
    # Five epochs of 10 s; four of 2 s; three of (2 + 4) / 2 s.
    assert left == ["10.0 s, 50 s left", "2.0 s, 8 s left", "4.0 s, 9 s left"]
    assert progress.seconds == [10, 2, 4]

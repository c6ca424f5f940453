"""What happens during a training, from one epoch to the next."""

import logging
import time
from typing import Any

import numpy as np

from fashion_mnist.networks.backend import keras
from fashion_mnist.parameters.deep_learning import Optimizer
from fashion_mnist.parameters.errors import InputError

log = logging.getLogger(__name__)

Logs = dict[str, float]


def keep_best(epochs: int) -> Any:
    """Ends the training with the weights of the epoch that was best on validation."""
    return keras.callbacks.EarlyStopping(
        "val_accuracy", mode="max", patience=epochs, restore_best_weights=True
    )


class StopAtDivergence(keras.callbacks.Callback):
    """Ends a training whose loss or weights are no numbers any more, before it is saved."""

    def __init__(self, optimizer: Optimizer) -> None:
        """Take what the message names."""
        super().__init__()
        self.parameters = optimizer

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Raise InputError if a loss, in training or validation, or a weight is not finite.

        Units that are never active hide weights that are none: the loss may stay a number.
        """
        losses = [value for name, value in (logs or {}).items() if name.endswith("loss")]
        if not all(np.isfinite(values).all() for values in (losses, *self.model.get_weights())):
            raise InputError(
                "Expected a loss and weights that stay numbers. Received others in epoch "
                f"{epoch + 1} of {self.params['epochs']} of {self.model.name}, trained at a "
                f"learning rate of {self.parameters.learning_rate:g}: choose a smaller "
                "`learning_rate`, or a smaller `weight_decay`."
            )


class Progress(keras.callbacks.Callback):
    """Logs one line an epoch, and keeps the seconds that each took."""

    def __init__(self) -> None:
        """Start with no epoch."""
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Log the accuracies, and the time that the other epochs will take."""
        self.seconds.append(time.perf_counter() - self._start)
        epochs = self.params["epochs"]
        usual = self.seconds[1:] or self.seconds  # the first also prepares the others
        left = (epochs - epoch - 1) * sum(usual) / len(usual)
        log.info(
            "%s epoch %d/%d: accuracy %.4f, validation %.4f; %.1f s, %.0f s left",
            self.model.name,
            epoch + 1,
            epochs,
            logs["accuracy"] if logs else float("nan"),
            logs["val_accuracy"] if logs else float("nan"),
            self.seconds[-1],
            left,
        )

"""Layers, a model, an optimizer, a loss and callbacks for Keras.

Importing this module imports TensorFlow, so functions import it when they run."""

import logging
import time
from typing import Any

import numpy as np

from fashion_mnist.networks.backend import Model, Tensor, keras, tf
from fashion_mnist.networks.parameters import Optimizer
from fashion_mnist.parameters.errors import InputError

log = logging.getLogger(__name__)

Logs = dict[str, float]


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalisation, computed by one kernel in the precision of its input.

    Keras casts its input to float32 and computes the moments and the scaling in separate passes.
    Both have the same weights, and normalise alike but for rounding (Ioffe and Szegedy, 2015,
    arXiv:1502.03167). What they learn differs: here the moving variance is that of unbiased
    variances, n / (n - 1) times those of Keras for n values of a channel in a batch.
    """

    def call(
        self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None
    ) -> Tensor:
        """Normalise feature maps (n, height, width, channels) over all but the channels."""
        normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(self.gamma),
            offset=tf.convert_to_tensor(self.beta),
            mean=[] if training else tf.convert_to_tensor(self.moving_mean),
            variance=[] if training else tf.convert_to_tensor(self.moving_variance),
            epsilon=self.epsilon,
            is_training=bool(training),
        )
        if training:
            self._update(self.moving_mean, mean)
            self._update(self.moving_variance, variance)
        return normalised

    def _update(self, average: Tensor, batch_value: Tensor) -> None:
        average.assign(average * self.momentum + batch_value * (1 - self.momentum))


class GhostBatchNormModel(keras.Model):
    """A network that computes the two halves of each batch at once, sharing its weights.

    Where the number of images is odd, both halves have the one in the middle. Predictions are those
    of the network, a training is not: batch normalisation takes the statistics of each half (ghost
    batch normalisation, Hoffer et al., 2017, arXiv:1705.08741), and its moving averages move once
    for each, so that in a step they keep the square of `momentum`: of 0.95, 0.9025.
    """

    def __init__(self, network: Model) -> None:
        """Take the network whose batches are to be halved."""
        super().__init__(name=network.name)
        self.network = network

    def call(self, images: Tensor, training: bool | None = None) -> Tensor:
        """The outputs of the network for images (n, height, width, channels)."""
        n = tf.shape(images)[0]
        size = (n + 1) // 2
        first, second = (
            self.network(half, training=training) for half in (images[:size], images[n - size :])
        )
        return tf.concat([first, second[2 * size - n :]], axis=0)


class Muon(keras.optimizers.Muon):
    """Muon for the kernels of convolutions, Adam for all else (Jordan et al., 2024).

    A kernel (height, width, n_in, n_out) is a matrix of height * width * n_in rows. Its update is
    that of momentum, orthogonalised, and as large as Adam's (Liu et al., 2025, arXiv:2502.16982).
    Keras's own takes matrices alone.
    """

    def _should_use_adamw(self, variable: Tensor) -> bool:
        return len(variable.shape) != 4

    def _muon_update_step(self, gradient: Tensor, variable: Tensor, lr: Tensor, m: Tensor) -> None:
        self.assign_add(m, (self.momentum - 1) * m + gradient)
        direction = keras.ops.reshape(gradient + self.momentum * m, (-1, variable.shape[-1]))
        update = self.lr_adjust(self.zeropower_via_newtonschulz5(direction, self.ns_steps))
        self.assign_sub(variable, lr * keras.ops.reshape(update, variable.shape))


class CandidateCrossentropy(keras.losses.Loss):
    """Cross-entropy of logits (n, n_classes) that takes three kinds of rows of labels.

    One of its class is taken as usual. Several ones are candidates, any of which is right: the loss
    is minus the logarithm of their probabilities' sum (Jin and Ghahramani, 2002, "Learning with
    Multiple Labels"). Equal parts of all classes are none of them: the loss is least where the
    network is least sure (Hendrycks et al., 2019, arXiv:1812.04606).
    """

    def __init__(self, label_smoothing: float = 0, **options: Any) -> None:
        """Mix each row of labels with equal parts of all classes."""
        super().__init__(**options)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """The loss (n,)."""
        logarithms = tf.nn.log_softmax(y_pred)
        candidates = tf.where(y_true > 0, logarithms, logarithms.dtype.min)
        any_of_them = tf.reduce_logsumexp(candidates, axis=-1)
        in_parts = tf.reduce_sum(y_true * logarithms, axis=-1)
        is_choice = tf.reduce_sum(y_true, axis=-1) > 1.5
        right = tf.where(is_choice, any_of_them, in_parts)
        smooth = tf.reduce_mean(logarithms, axis=-1)
        return -((1 - self.label_smoothing) * right + self.label_smoothing * smooth)


class Unchanged(keras.layers.Layer):
    """Stands in the place of a normalisation, with its arguments."""

    def call(
        self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None
    ) -> Tensor:
        """The inputs as they are."""
        return inputs


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

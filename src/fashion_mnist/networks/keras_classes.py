"""Layers, a model, an optimizer, a loss and callbacks for Keras.

Importing this module imports TensorFlow, so other modules import it inside functions."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats
from fashion_mnist.networks.backend import Dataset, Model, Tensor, keras, progress, tf
from fashion_mnist.networks.parameters import Optimizer
from fashion_mnist.parameters.errors import InputError

Logs = dict[str, float]
EASY = 0.75  # the fraction of the training images that counts as easy


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalisation, computed by one kernel in the precision of its input.

    Keras casts its input to float32 and computes the moments and the scaling in separate passes.
    Both classes have the same weights and normalise identically up to rounding (Ioffe and Szegedy,
    2015, arXiv:1502.03167). Training differs: the moving variance here averages unbiased
    variances, which are n / (n - 1) times those of Keras for n values of a channel in a batch.
    """

    def call(self, inputs: Tensor, training: bool | None = None, mask: Any = None) -> Tensor:
        """Normalise each channel of feature maps (n, height, width, channels)."""
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
            for average, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
                average.assign(average * self.momentum + value * (1 - self.momentum))
        return normalised


class MaxPoolingAndReLU(keras.layers.MaxPooling2D):
    """Max pooling and then ReLU.

    In the other order results and gradients are the same, but ReLU has to compute more values.
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Pool feature maps (n, height, width, channels)."""
        return tf.nn.relu(super().call(inputs))


class GhostBatchNormModel(keras.Model):
    """A network that computes the two halves of each batch in parallel, with shared weights.

    If the number of images is odd, both halves contain the middle image. Predictions equal those of
    the network. Training differs: batch normalisation uses the statistics of each half (ghost batch
    normalisation, Hoffer et al., 2017, arXiv:1705.08741). Each half also updates the moving
    averages, so a step decays them by the square of `momentum`: 0.9025 for a momentum of 0.95.
    """

    def __init__(self, network: Model) -> None:
        """Wrap a network that takes images (n, height, width, channels)."""
        super().__init__(name=network.name)
        self.network = network

    def call(self, images: Tensor, training: bool | None = None) -> Tensor:
        """Return the outputs of the network for images (n, height, width, channels)."""
        n = tf.shape(images)[0]
        size = (n + 1) // 2
        first = self.network(images[:size], training=training)
        second = self.network(images[n - size :], training=training)
        return tf.concat([first, second[2 * size - n :]], axis=0)


class Muon(keras.optimizers.Muon):
    """Muon for the kernels of convolutions, Adam for all other weights (Jordan et al., 2024).

    A kernel (height, width, n_in, n_out) is treated as a matrix of height * width * n_in rows. Its
    update is the orthogonalised momentum, scaled to the size of Adam's updates (Liu et al., 2025,
    arXiv:2502.16982). Keras's own class applies Muon only to matrices.
    """

    def _should_use_adamw(self, variable: Tensor) -> bool:
        return len(variable.shape) != 4

    def _apply_weight_decay(self, variables: list[Tensor]) -> None:
        if not self.weight_decay:
            return
        rate = self.learning_rate  # Keras evaluates the schedule again for each variable
        for variable in filter(self._use_weight_decay, variables):
            variable.assign(variable - variable * self.weight_decay * rate)

    def _muon_update_step(self, gradient: Tensor, variable: Tensor, lr: Tensor, m: Tensor) -> None:
        self.assign_add(m, (self.momentum - 1) * m + gradient)
        direction = keras.ops.reshape(gradient + self.momentum * m, (-1, variable.shape[-1]))
        update = self.lr_adjust(self.zeropower_via_newtonschulz5(direction, self.ns_steps))
        self.assign_sub(variable, lr * keras.ops.reshape(update, variable.shape))


class CandidateCrossentropy(keras.losses.Loss):
    """Cross-entropy of logits (n, n_classes) for three kinds of label rows.

    A one-hot row has the usual loss. Several ones mark candidates, and any of them is correct: the
    loss is minus the logarithm of the sum of their probabilities (Jin and Ghahramani, 2002,
    "Learning with Multiple Labels"). A uniform row, which sums to 1, marks an image of no class:
    the loss is lowest where the network is least sure (Hendrycks et al., 2019, arXiv:1812.04606).
    """

    def __init__(self, label_smoothing: float = 0, **options: Any) -> None:
        """Take the weight of the uniform distribution that is mixed into each label row."""
        super().__init__(**options)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """Return the loss of each row, (n,)."""
        logarithms = tf.nn.log_softmax(y_pred)
        candidates = tf.where(y_true > 0, logarithms, logarithms.dtype.min)
        likelihood = tf.where(
            tf.reduce_sum(y_true, axis=-1) > 1.5,  # several candidates
            tf.reduce_logsumexp(candidates, axis=-1),
            tf.reduce_sum(y_true * logarithms, axis=-1),
        )
        uniform = tf.reduce_mean(logarithms, axis=-1)
        return -((1 - self.label_smoothing) * likelihood + self.label_smoothing * uniform)


class Sampler(keras.callbacks.Callback):
    """Draws the images of an epoch, from the third to the last but one mainly hard ones.

    This is importance sampling (Katharopoulos and Fleuret, 2018, arXiv:1803.00942) without the
    weights that keep the gradient unbiased. The other epochs have every image once, the last one so
    that probabilities follow the frequencies of classes.
    """

    def __init__(self, n_images: int, seed: int, easy_rate: float, batches: Dataset) -> None:
        """Take the rate of easy images relative to hard ones, and batches of all in order."""
        super().__init__()
        self.rates, self._rng = np.ones(n_images), np.random.default_rng(seed)
        self.easy_rate, self.batches = easy_rate, batches

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Measure the losses before the third epoch."""
        if epoch == self.params["epochs"] - 1:
            self.rates[:] = 1
        elif epoch == 2:
            self.prefer_hard(self._measure_losses())

    def prefer_hard(self, losses: Floats) -> None:
        """Draw the fraction `EASY` of the images with the lowest losses (n,) less often."""
        rates = np.where(losses < np.quantile(losses, EASY), self.easy_rate, 1)
        self.rates = rates / rates.mean()

    def draw(self) -> NDArray[np.int64]:
        """Return the indices of an epoch (n,) in random order.

        An image of rate 1.6 is drawn once or twice (systematic sampling).
        """
        places = np.arange(len(self.rates)) + self._rng.random()
        drawn = np.searchsorted(np.cumsum(self.rates)[:-1], places, side="right")
        return self._rng.permutation(drawn)

    def _measure_losses(self) -> Floats:
        loss = self.model.loss.call
        measure = tf.function(
            lambda images, labels: loss(labels, self.model(images, training=False)),
            input_signature=self.batches.element_spec,
        )
        return np.concatenate([measure(*batch) for batch in self.batches])


class StopAtDivergence(keras.callbacks.Callback):
    """Stops a diverged training, before its network is saved."""

    def __init__(self, optimizer: Optimizer) -> None:
        """Take the optimizer's parameters, for the error message."""
        super().__init__()
        self.parameters = optimizer

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Raise InputError if the training loss, the validation loss or a weight is not finite.

        The loss alone is not enough: it stays finite if inactive units hide a broken weight.
        """
        losses = [value for name, value in logs.items() if name.endswith("loss")]
        if not all(np.isfinite(values).all() for values in (losses, *self.model.get_weights())):
            raise InputError(
                "Expected a finite loss and finite weights. Received other values in epoch "
                f"{epoch + 1} of {self.params['epochs']} of {self.model.name}, trained at a "
                f"learning rate of {self.parameters.learning_rate:g}: choose a smaller "
                "`learning_rate`, or a smaller `weight_decay`."
            )


class Progress(keras.callbacks.Callback):
    """Reports the progress of a training, and records the `seconds` of each epoch."""

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Report the start, since the first epoch takes longest."""
        self.seconds: list[float] = []
        epochs = self.params["epochs"]
        progress.info(
            f"{self.model.name}: fitting for {epochs} epoch{'' if epochs == 1 else 's'}",
            extra={"progress": (f"epoch 1 of {epochs}",)},
        )

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start the timer."""
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Report the accuracies and, from the second epoch on, the estimated time left."""
        self.seconds.append(time.perf_counter() - self._start)
        usual = self.seconds[1:] or [0]  # the first includes set-up
        done, epochs, mean = epoch + 1, self.params["epochs"], sum(usual) / len(usual)
        left = (epochs - done) * mean
        place = f"epoch {done + 1} of {epochs}" if done < epochs else f"epoch {done} of {done} done"
        accuracy, validation = logs["accuracy"], logs["val_accuracy"]
        time_left = f", {left:.0f} s left" if left >= 0.5 else ""
        progress.info(
            f"{self.model.name} epoch {done}/{epochs}: accuracy {accuracy:.4f}, "
            f"validation {validation:.4f}; {self.seconds[-1]:.1f} s{time_left}",
            extra={
                "progress": (place, f"training {accuracy:.1%}", f"validation {validation:.1%}"),
                "seconds_left": (left, left - mean) if left else None,
            },
        )

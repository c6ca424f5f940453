"""Training a network: its feed, its schedule, its best epoch."""

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist import networks
from fashion_mnist.acceleration import accelerate
from fashion_mnist.arrays import Floats
from fashion_mnist.augmentation import augment
from fashion_mnist.backend import keras, tf
from fashion_mnist.parameters import Augmentation, Network, Optimizer, Schedule, Training

log = logging.getLogger(__name__)

STEPS_PER_EXECUTION = 25  # from one return to Python to the next


# From grey images (n, height, width, 1) and two random integers to coloured ones (..., 3).
Colouring = Callable[[Floats, NDArray[np.int64]], Floats]


class Examples(NamedTuple):
    """Images (n, height, width, channels) in [0, 1] and one-hot labels (n, n_classes)."""

    images: Floats
    labels: Floats


def train_network(
    train: Examples,
    validation: Examples,
    parameters: Network,
    seed: int,
    colour: Colouring | None = None,
) -> tuple[keras.Model, pd.DataFrame]:
    """Build a network and fit it; keep the weights of the epoch best on validation.

    Args:
        train: the examples to learn from.
        validation: the examples to choose the epoch by, with images as the network shall take them.
        parameters: of the network.
        seed: decides every random choice.
        colour: makes coloured images of augmented grey ones, for a network that takes colours.

    Returns:
        The network in float32, and its history: a row for each epoch.
    """
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    training = parameters.training
    network = networks.build_network(
        parameters.architecture, validation.images.shape[1:], train.labels.shape[1]
    )
    model = accelerate(networks.logits_of(network), training.precision)
    history = _fit(model, train, validation, training, seed, colour)
    network.set_weights(model.get_weights())
    return network, history


def _fit(
    model: keras.Model,
    train: Examples,
    validation: Examples,
    training: Training,
    seed: int,
    colour: Colouring | None,
) -> pd.DataFrame:
    steps = -(-len(train.images) // training.batch_size)
    model.compile(
        optimizer=make_optimizer(training.optimizer, training.schedule, training.epochs * steps),
        loss=keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=training.label_smoothing
        ),
        metrics=[keras.metrics.CategoricalAccuracy("accuracy")],
        steps_per_execution=STEPS_PER_EXECUTION,
    )
    progress = _Progress()
    fitted = model.fit(
        feed(train, training.batch_size, training.augmentation, seed, colour),
        validation_data=without_autotuning(
            tf.data.Dataset.from_tensor_slices(validation).batch(1000)
        ),
        epochs=training.epochs,
        shuffle=False,  # the feed shuffles
        verbose=0,
        callbacks=[_keep_best(training.epochs), progress],
    )
    return pd.DataFrame(
        {
            "epoch": range(1, training.epochs + 1),
            **fitted.history,
            "seconds": progress.seconds,
        }
    )


def feed(
    examples: Examples,
    batch_size: int,
    augmentation: Augmentation,
    seed: int,
    colour: Colouring | None = None,
) -> tf.data.Dataset:
    """Endlessly different epochs of shuffled, augmented batches, the same for the same seed."""
    images, labels = (tf.constant(array) for array in examples)

    def make_batch(indices: Any, batch_seed: Any) -> tuple[Any, Any]:
        batch = augment(tf.gather(images, indices), augmentation, batch_seed)
        if colour is not None:
            coloured = tf.numpy_function(colour, [batch, batch_seed], tf.float32)
            batch = tf.ensure_shape(coloured, (*batch.shape[:-1], 3))
        return batch, tf.gather(labels, indices)

    indices = tf.data.Dataset.range(len(images)).shuffle(len(images), seed).batch(batch_size)
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True).batch(2)
    batches = tf.data.Dataset.zip(indices, seeds).map(make_batch).prefetch(4)
    return without_autotuning(batches)


def without_autotuning(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Keep tf.data from tuning itself.

    Its tuning thread sleeps up to seconds at a time, and the end of an epoch waits for it to wake.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def make_optimizer(
    optimizer: Optimizer, schedule: Schedule, steps: int
) -> keras.optimizers.Optimizer:
    """The optimizer of the parameters, its learning rate scheduled over `steps` steps."""
    rate = make_schedule(optimizer.learning_rate, schedule, steps)
    decay = optimizer.weight_decay or None
    if optimizer.name == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decay)
    return keras.optimizers.SGD(
        rate, momentum=optimizer.momentum, nesterov=True, weight_decay=decay
    )


def make_schedule(peak: float, schedule: Schedule, steps: int) -> Any:
    """The learning rate at each step (Smith, 2018, arXiv:1803.09820, with a cosine decay)."""
    if schedule.name == "constant":
        return peak
    warmup = int(steps * schedule.warmup)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=peak / 25 if warmup else peak,
        decay_steps=steps - warmup,
        warmup_target=peak if warmup else None,
        warmup_steps=warmup,
    )


def _keep_best(epochs: int) -> keras.callbacks.Callback:
    return keras.callbacks.EarlyStopping(
        "val_accuracy", mode="max", patience=epochs, restore_best_weights=True
    )


class _Progress(keras.callbacks.Callback):
    """Logs one line an epoch, and keeps the seconds that each took."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.seconds.append(time.perf_counter() - self._start)
        epochs = self.params["epochs"]
        left = (epochs - epoch - 1) * sum(self.seconds) / len(self.seconds)
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

"""What a network is fed with: shuffled, augmented batches."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.augmentation import augment
from fashion_mnist.networks.backend import Tensor, tf
from fashion_mnist.parameters.deep_learning import Augmentation

# From grey images (n, height, width, 1) and two random integers to coloured ones (..., 3).
Colouring = Callable[[Floats, NDArray[np.int64]], Floats]


class Examples(NamedTuple):
    """Images (n, height, width, channels) in [0, 1] and one-hot labels (n, n_classes)."""

    images: Floats
    labels: Floats

    def sample(self, n: int, seed: int) -> "Examples":
        """About n of them, stratified by class; all if there are no more."""
        labels = self.labels.argmax(axis=1)
        drawn = draw_sample(labels, min(1, n / len(labels)), seed)
        return Examples(self.images[drawn], self.labels[drawn])


def feed(
    examples: Examples,
    batch_size: int,
    augmentation: Augmentation,
    seed: int,
    colour: Colouring | None = None,
) -> tf.data.Dataset:
    """Endlessly different epochs of shuffled, augmented batches, the same for the same seed."""
    images, labels = (tf.constant(array) for array in examples)

    def make_batch(indices: Tensor, batch_seed: Tensor) -> tuple[Tensor, Tensor]:
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

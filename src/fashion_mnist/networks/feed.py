"""What a network is fed with: shuffled, augmented batches."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import AnyImages, Floats, to_floats
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.augmentation import augment, cutmix
from fashion_mnist.networks.backend import Dataset, Tensor, tf
from fashion_mnist.parameters.deep_learning import Augmentation

# From grey images (n, height, width, 1), their labels (n, n_classes) and two random integers to
# coloured images (n, height, width, 3), and their labels as CandidateCrossentropy takes them.
Composing = Callable[[Floats, Floats, NDArray[np.int64]], tuple[Floats, Floats]]


class Examples(NamedTuple):
    """Images (n, height, width, channels) and one-hot labels (n, n_classes).

    The images may be pixels; then they are scaled to [0, 1] batch by batch.
    """

    images: AnyImages
    labels: Floats

    def take(self, indices: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """Some of them, with images in [0, 1]."""
        return to_floats(self.images[indices]), self.labels[indices]

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
    compose: Composing | None = None,
) -> Dataset:
    """Endlessly different epochs of shuffled, augmented batches, the same for the same seed."""

    def make_batch(indices: Tensor, batch_seed: Tensor) -> tuple[Tensor, Tensor]:
        images, of_batch = take_batch(examples, indices)
        batch = augment(images, augmentation, batch_seed)
        if augmentation.cutmix:
            batch, of_batch = cutmix(batch, of_batch, augmentation.cutmix, batch_seed + 4)
        if compose is None:
            return batch, of_batch
        given = [batch, of_batch, batch_seed]
        composed, of_composed = tf.numpy_function(compose, given, [tf.float32, tf.float32])
        return (
            tf.ensure_shape(composed, (*batch.shape[:-1], 3)),
            tf.ensure_shape(of_composed, of_batch.shape),
        )

    n = len(examples.images)
    indices = tf.data.Dataset.range(n).shuffle(n, seed).batch(batch_size)
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True).batch(2)
    batches = tf.data.Dataset.zip(indices, seeds).map(make_batch).prefetch(4)
    return without_autotuning(batches)


def feed_in_order(examples: Examples, batch_size: int) -> Dataset:
    """One epoch of batches of examples as they are."""
    indices = tf.data.Dataset.range(len(examples.images)).batch(batch_size)
    return without_autotuning(indices.map(partial(take_batch, examples)))


def take_batch(examples: Examples, indices: Tensor) -> tuple[Tensor, Tensor]:
    """A batch of examples, as tensors; what is mapped into memory is read from disk for it."""
    images, labels = tf.numpy_function(examples.take, [indices], [tf.float32, tf.float32])
    return (
        tf.ensure_shape(images, (None, *examples.images.shape[1:])),
        tf.ensure_shape(labels, (None, *examples.labels.shape[1:])),
    )


def without_autotuning(dataset: Dataset) -> Dataset:
    """Keep tf.data from tuning itself.

    Its tuning thread sleeps up to seconds at a time, and the end of an epoch waits for it to wake.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)

"""Batches of training images: shuffled, augmented, the same for the same seed."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.backend import Dataset, Tensor, tf
from fashion_mnist.networks.parameters import Augmentation

# From grey images (n, height, width, 1), their labels (n, n_classes) and two random integers to
# coloured images (n, height, width, 3), and their labels as CandidateCrossentropy takes them.
Composing = Callable[[Floats, Floats, NDArray[np.int64]], tuple[Floats, Floats]]


class Examples(NamedTuple):
    """Images (n, height, width, channels) and one-hot labels (n, n_classes)."""

    images: AnyImages
    labels: Floats

    def take(self, indices: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """Some of them; of scaled images their levels."""
        return self.images[indices], self.labels[indices]

    def sample(self, n: int, seed: int) -> "Examples":
        """About n of them, stratified by class; all if there are no more."""
        labels = self.labels.argmax(axis=1)
        drawn = draw_sample(labels, min(1, n / len(labels)), seed)
        return Examples(self.images.take(drawn, axis=0), self.labels[drawn])


def make_batches(
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


def make_ordered_batches(examples: Examples, batch_size: int) -> Dataset:
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


def augment(images: Tensor, augmentation: Augmentation, seed: Tensor) -> Tensor:
    """Flip, shift and erase parts of each image of a batch (n, height, width, channels) at random.

    Args:
        images: the batch; what is shifted in from outside is 0, the background.
        augmentation: what to change, and how much.
        seed: two integers that decide every random choice.
    """
    n = tf.shape(images)[0]
    offsets = tf.random.stateless_uniform(
        (n, 2), seed, 0, 2 * augmentation.shift + 1, dtype=tf.int32
    )
    flipped = tf.random.stateless_uniform((n,), seed + 1) < (0.5 if augmentation.flip else 0.0)
    moved = crop(images, offsets, flipped, augmentation.shift)
    return (
        random_erasing(moved, augmentation.random_erasing, seed + 2)
        if augmentation.random_erasing
        else moved
    )


def crop(images: Tensor, offsets: Tensor, flipped: Tensor, padding: int) -> Tensor:
    """Pad images with zeros and cut each out again at its offset, mirrored where flipped.

    Args:
        images: (n, height, width, channels).
        offsets: (n, 2), rows and columns in [0, 2 * padding]; `padding` is no shift.
        flipped: (n,), booleans.
        padding: pixels added on each side.
    """
    height, width = images.shape[1:3]
    border = (padding, padding)
    padded = tf.pad(images, ((0, 0), border, border, (0, 0)))
    columns = tf.range(width)
    columns = tf.where(flipped[:, None], columns[::-1], columns)  # (n, width)
    rows = offsets[:, :1] + tf.range(height)  # (n, height)
    moved = tf.gather(padded, rows, axis=1, batch_dims=1)
    return tf.gather(moved, offsets[:, 1:] + columns, axis=2, batch_dims=1)


def random_erasing(images: Tensor, probability: float, seed: Tensor) -> Tensor:
    """Fill a square at a random place with uniform noise, in a part of the images.

    Squares are 1 pixel to half the height wide, and may reach over the edge.
    """
    shape = tf.shape(images)
    draws = tf.random.stateless_uniform((shape[0], 4), seed)  # where, how large, whether
    height, width = images.shape[1:3]
    half = (1 + draws[:, 2] * (height / 2 - 1)) / 2
    in_rows = tf.abs(tf.range(height, dtype=tf.float32) - draws[:, :1] * height) < half[:, None]
    in_columns = tf.abs(tf.range(width, dtype=tf.float32) - draws[:, 1:2] * width) < half[:, None]
    erased = (draws[:, 3] < probability)[:, None, None] & in_rows[:, :, None] & in_columns[:, None]
    noise = tf.random.stateless_uniform(shape, seed + 1)
    return tf.where(erased[..., None], noise, images)


def cutmix(
    images: Tensor, labels: Tensor, probability: float, seed: Tensor
) -> tuple[Tensor, Tensor]:
    """Put a rectangle of the next image of the batch into a part of the images (Yun et al., 2019).

    Args:
        images: (n, height, width, channels).
        labels: (n, n_classes), which become the shares of the image that are of each.
        probability: of an image to be mixed. The area of the rectangle is uniform, but for what
            reaches over the edge; so is the place of its centre.
        seed: two integers that decide every random choice.
    """
    shape = tf.shape(images)
    draws = tf.random.stateless_uniform((shape[0], 4), seed)  # where, how large, whether
    half = tf.sqrt(draws[:, 2:3]) / 2
    inside = [
        tf.abs((tf.range(size, dtype=tf.float32) + 0.5) / size - draws[:, axis : axis + 1]) < half
        for axis, size in enumerate(images.shape[1:3])
    ]
    mixed = (draws[:, 3] < probability)[:, None, None]
    mask = mixed & inside[0][:, :, None] & inside[1][:, None]  # (n, height, width)
    share = tf.reduce_mean(tf.cast(mask, tf.float32), axis=(1, 2))[:, None]
    return (
        tf.where(mask[..., None], tf.roll(images, -1, axis=0), images),
        (1 - share) * labels + share * tf.roll(labels, -1, axis=0),
    )

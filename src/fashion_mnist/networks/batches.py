"""Batches of training images: shuffled, augmented and reproducible from a seed."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.backend import Dataset, Tensor, tf
from fashion_mnist.networks.parameters import Augmentation

# Maps grey images (n, height, width, 1), their labels (n, n_classes) and two random integers to
# colour images (n, height, width, 3) and labels in the format of CandidateCrossentropy.
Composing = Callable[[Floats, Floats, NDArray[np.int64]], tuple[Floats, Floats]]


class Examples(NamedTuple):
    """Images (n, height, width, channels) and one-hot labels (n, n_classes)."""

    images: AnyImages
    labels: Floats

    def take(self, indices: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """Return the images and labels at `indices`; scaled images are returned as levels."""
        return self.images[indices], self.labels[indices]

    def sample(self, n: int, seed: int) -> "Examples":
        """Draw about n examples, stratified by class; return all if there are no more than n."""
        labels = self.labels.argmax(axis=1)
        drawn = draw_sample(labels, n / len(labels), seed)
        return Examples(self.images.take(drawn, axis=0), self.labels[drawn])


def make_batches(
    examples: Examples,
    batch_size: int,
    augmentation: Augmentation,
    seed: int,
    compose: Composing | None = None,
    draw: Callable[[], NDArray[np.int64]] | None = None,
) -> Dataset:
    """Return a dataset of shuffled, augmented batches.

    Each epoch is shuffled and augmented differently. The same seed gives the same epochs.

    Args:
        compose: turns augmented grey images into colour images; by default they stay as they are.
        draw: returns the indices of an epoch, as many as there are examples; by default an epoch
            has each example once, in random order.
    """

    def make_batch(indices: Tensor, batch_seed: Tensor) -> tuple[Tensor, Tensor]:
        images, labels = take_batch(examples, indices)
        images = flip_and_shift(images, augmentation, batch_seed)
        if compose is not None:
            inputs = [images, labels, batch_seed]
            composed, new_labels = tf.numpy_function(compose, inputs, [tf.float32, tf.float32])
            images = tf.ensure_shape(composed, (*images.shape[:-1], 3))
            labels = tf.ensure_shape(new_labels, labels.shape)
        if augmentation.random_erasing:
            images = random_erasing(images, augmentation.random_erasing, batch_seed + 2)
        if augmentation.cutmix:
            images, labels = cutmix(images, labels, augmentation.cutmix, batch_seed + 4)
        return images, labels

    n = len(examples.images)
    if draw is None:
        indices = tf.data.Dataset.range(n).shuffle(n, seed)
    else:
        epoch = tf.data.Dataset.range(1).map(lambda _: tf.numpy_function(draw, [], tf.int64))
        indices = epoch.unbatch().apply(tf.data.experimental.assert_cardinality(n))
    indices = indices.batch(batch_size)
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True).batch(2)
    return map_batches(make_batch, tf.data.Dataset.zip(indices, seeds)).prefetch(4)


def make_ordered_batches(examples: Examples, batch_size: int) -> Dataset:
    """Return one epoch of batches, in order and without augmentation."""
    indices = tf.data.Dataset.range(len(examples.images)).batch(batch_size)
    return map_batches(partial(take_batch, examples), indices)


def take_batch(examples: Examples, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Return the examples at `indices` as tensors; memory-mapped images are read only now."""
    images, labels = tf.numpy_function(examples.take, [indices], [tf.float32, tf.float32])
    images = tf.ensure_shape(images, (None, *examples.images.shape[1:]))
    return images, tf.ensure_shape(labels, (None, *examples.labels.shape[1:]))


def map_batches(make_batch: Callable[..., tuple[Tensor, Tensor]], dataset: Dataset) -> Dataset:
    """Map a function over a tf.data dataset, without autograph and without autotuning.

    Autograph takes half a second to rewrite a function whose Python branches need no rewriting. The
    thread that tunes sleeps for up to seconds, and the end of an epoch waits until it wakes.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    unchanged = tf.autograph.experimental.do_not_convert(make_batch)
    return dataset.map(unchanged).with_options(options)


def flip_and_shift(images: Tensor, augmentation: Augmentation, seed: Tensor) -> Tensor:
    """Mirror and shift each image at random, as determined by the two integers of the seed.

    Images are (n, height, width, channels). A shift fills the gap with 0, the background.
    """
    n, shift = tf.shape(images)[0], augmentation.shift
    offsets = tf.random.stateless_uniform((n, 2), seed, 0, 2 * shift + 1, dtype=tf.int32)
    flipped = tf.random.stateless_uniform((n,), seed + 1) < (0.5 if augmentation.flip else 0.0)
    return crop(images, offsets, flipped, shift)


def crop(images: Tensor, offsets: Tensor, flipped: Tensor, padding: int) -> Tensor:
    """Pad images (n, height, width, channels) with zeros on each side, crop and mirror them.

    Offsets (n, 2) are rows and columns in [0, 2 * padding]; `flipped` (n,) is whether to mirror.
    """
    height, width = images.shape[1:3]
    padded = tf.pad(images, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    columns = tf.where(flipped[:, None], tf.range(width)[::-1], tf.range(width))  # (n, width)
    rows = offsets[:, :1] + tf.range(height)  # (n, height)
    moved = tf.gather(padded, rows, axis=1, batch_dims=1)
    return tf.gather(moved, offsets[:, 1:] + columns, axis=2, batch_dims=1)


def random_erasing(images: Tensor, probability: float, seed: Tensor) -> Tensor:
    """Fill a square at a random place with uniform noise, in a share of the images.

    Squares are 1 pixel to half the height wide, and may extend beyond the edge.
    """
    shape = tf.shape(images)
    draws = tf.random.stateless_uniform((shape[0], 4), seed)  # row, column, size, whether
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
    """Paste a rectangle of the next image of the batch into a share of the images.

    Yun et al., 2019, arXiv:1905.04899. The rectangle's centre and its area, before it is clipped
    at the edges, are uniformly distributed. Mixed images get labels (n, n_classes) by area.
    """
    shape = tf.shape(images)
    draws = tf.random.stateless_uniform((shape[0], 4), seed)  # row, column, size, whether
    half = tf.sqrt(draws[:, 2:3]) / 2
    inside = [
        tf.abs((tf.range(size, dtype=tf.float32) + 0.5) / size - draws[:, axis : axis + 1]) < half
        for axis, size in enumerate(images.shape[1:3])
    ]
    mask = (draws[:, 3] < probability)[:, None, None] & inside[0][:, :, None] & inside[1][:, None]
    share = tf.reduce_mean(tf.cast(mask, tf.float32), axis=(1, 2))[:, None]
    mixed_images = tf.where(mask[..., None], tf.roll(images, -1, axis=0), images)
    return mixed_images, (1 - share) * labels + share * tf.roll(labels, -1, axis=0)

import numpy as np
import pytest
import tensorflow as tf

from fashion_mnist.augmentation import augment, crop
from fashion_mnist.parameters import Augmentation

IMAGE = np.array([[1, 2], [3, 4]], np.float32)[None, ..., None]  # (1, 2, 2, 1)


@pytest.mark.parametrize(
    ("offset", "flipped", "expected"),
    [
        ((1, 1), False, [[1, 2], [3, 4]]),
        ((1, 1), True, [[2, 1], [4, 3]]),
        ((0, 1), False, [[0, 0], [1, 2]]),
        ((2, 1), False, [[3, 4], [0, 0]]),
        ((1, 0), False, [[0, 1], [0, 3]]),
        ((1, 2), False, [[2, 0], [4, 0]]),
        ((2, 2), True, [[0, 4], [0, 0]]),
    ],
)
def test_crop(offset, flipped, expected):
    moved = crop(IMAGE, tf.constant([offset]), tf.constant([flipped]), padding=1)
    np.testing.assert_array_equal(moved[0, ..., 0], expected)


def test_each_image_is_changed_on_its_own():
    images = np.repeat(IMAGE, 64, axis=0)
    changed = augment(images, Augmentation(flip=True, shift=1), tf.constant([1, 2], tf.int64))
    assert changed.shape == images.shape
    assert len(np.unique(changed, axis=0)) == 2 * 9


def test_the_same_seed_changes_images_the_same_way():
    images = np.repeat(IMAGE, 64, axis=0)
    first, again, other = (
        augment(images, Augmentation(), tf.constant([seed, 2], tf.int64)).numpy()
        for seed in (1, 1, 5)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_augmentation_can_be_switched_off():
    changed = augment(IMAGE, Augmentation(flip=False, shift=0), tf.constant([1, 2], tf.int64))
    np.testing.assert_array_equal(changed, IMAGE)

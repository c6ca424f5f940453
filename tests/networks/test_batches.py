import numpy as np
import pytest
import tensorflow as tf

from fashion_mnist.networks.batches import (
    Examples,
    crop,
    cutmix,
    flip_and_shift,
    make_batches,
    make_ordered_batches,
    random_erasing,
)
from fashion_mnist.networks.keras_classes import Sampler
from fashion_mnist.networks.parameters import Augmentation
from fashion_mnist.pipelines.data_engineering.pipeline import normalise


def test_each_epoch_feeds_every_example_once_in_another_order():
    n = 50
    labels = np.arange(n, dtype=np.float32)[:, None]
    batches = make_batches(
        Examples(np.zeros((n, 4, 4, 1), np.float32), labels), 16, Augmentation(), seed=0
    )
    first, second = (np.concatenate([batch[1] for batch in batches])[:, 0] for _ in range(2))
    np.testing.assert_array_equal(np.sort(first), np.arange(n))
    np.testing.assert_array_equal(np.sort(second), np.arange(n))
    assert not np.array_equal(first, second)


def test_a_sampler_draws_every_image_once_at_first():
    sampler = Sampler(20, 0, easy_rate=1, batches=None)
    first, second = sampler.draw(), sampler.draw()
    np.testing.assert_array_equal(np.sort(first), np.arange(20))
    np.testing.assert_array_equal(np.sort(second), np.arange(20))
    assert not np.array_equal(first, second)


def test_hard_images_are_drawn_more_often_than_easy_ones():
    sampler = Sampler(8, 0, easy_rate=0.5, batches=None)
    losses = np.array([0.1, 3, 0.2, 0.1, 0.4, 0.3, 2, 0.2], np.float32)
    sampler.prefer_hard(losses)  # 6 easy images: the mean of the rates is 5 / 8
    expected = np.where(losses > 1, 1.6, 0.8)
    np.testing.assert_allclose(sampler.rates, expected)
    counts = np.array([np.bincount(sampler.draw(), minlength=8) for _ in range(400)])
    assert (counts.sum(axis=1) == 8).all()
    assert (np.abs(counts - expected) < 1).all()  # an image of rate 1.6 is drawn once or twice
    np.testing.assert_allclose(counts.mean(axis=0), expected, atol=0.1)
    sampler.rates[:] = 1
    np.testing.assert_array_equal(np.sort(sampler.draw()), np.arange(8))


def test_images_with_the_same_loss_are_drawn_alike():
    sampler = Sampler(4, 0, easy_rate=0, batches=None)
    sampler.prefer_hard(np.ones(4, np.float32))
    np.testing.assert_array_equal(np.sort(sampler.draw()), np.arange(4))


def test_an_epoch_feeds_the_images_that_are_drawn_for_it():
    labels, draws = np.arange(5, dtype=np.float32)[:, None], iter([[4, 4, 1, 0, 4], [2] * 5])
    batches = make_batches(
        Examples(np.zeros((5, 4, 4, 1), np.float32), labels),
        batch_size=2,
        augmentation=Augmentation(),
        seed=0,
        draw=lambda: np.array(next(draws)),
    )
    assert batches.cardinality() == 3
    for expected in ([4, 4, 1, 0, 4], [2] * 5):
        fed = np.concatenate([batch[1] for batch in batches])[:, 0]
        np.testing.assert_array_equal(fed, expected)


def test_each_epoch_augments_anew():
    image = np.random.default_rng(0).random((1, 8, 8, 1), np.float32)
    batches = make_batches(
        Examples(np.repeat(image, 4, axis=0), np.zeros((4, 2), np.float32)),
        4,
        Augmentation(),
        seed=0,
    )
    first, second = (next(iter(batches))[0].numpy() for _ in range(2))
    assert not np.array_equal(first, second)


def test_labels_are_mixed_with_the_images():
    images = np.zeros((64, 4, 4, 1), np.float32)
    labels = np.eye(2, dtype=np.float32)[np.arange(64) % 2]
    _, mixed = next(
        iter(make_batches(Examples(images, labels), 64, Augmentation(cutmix=1), seed=0))
    )
    assert (mixed.numpy() > 0).all(axis=1).mean() > 0.2
    np.testing.assert_allclose(mixed.numpy().sum(axis=1), 1)


def test_pixels_are_fed_like_the_floats_that_they_become():
    pixels = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 1), np.uint8)
    labels = np.eye(6, dtype=np.float32)
    fed = [
        next(iter(make_batches(Examples(images, labels), 4, Augmentation(), seed=0)))
        for images in (normalise(pixels), pixels / np.float32(255))
    ]
    for of_pixels, of_floats in zip(*fed, strict=True):
        np.testing.assert_array_equal(of_pixels, of_floats, strict=True)


def test_in_order_every_example_is_fed_once_as_it_is():
    pixels = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1)
    batches = [
        *make_ordered_batches(
            Examples(normalise(pixels), np.eye(5, dtype=np.float32)), batch_size=2
        )
    ]
    assert [len(images) for images, _ in batches] == [2, 2, 1]
    np.testing.assert_array_equal(
        np.concatenate([images for images, _ in batches]), pixels / np.float32(255), strict=True
    )
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in batches]), np.eye(5))


def test_a_sample_has_all_classes_of_sorted_examples():
    labels = np.eye(5, dtype=np.float32)[np.repeat(np.arange(5), 20)]
    images = np.arange(100, dtype=np.float32).reshape(-1, 1, 1, 1)
    sample = Examples(images, labels).sample(80, seed=0)
    np.testing.assert_array_equal(sample.labels.sum(axis=0), [16] * 5)
    np.testing.assert_array_equal(sample.labels, labels[sample.images.ravel().astype(int)])
    assert len(sample.sample(1000, seed=0).images) == 80


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
    changed = flip_and_shift(
        images, Augmentation(flip=True, shift=1), tf.constant([1, 2], tf.int64)
    )
    assert changed.shape == images.shape
    assert len(np.unique(changed, axis=0)) == 2 * 9


def test_the_same_seed_changes_images_the_same_way():
    images = np.repeat(IMAGE, 64, axis=0)
    first, again, other = (
        flip_and_shift(images, Augmentation(), tf.constant([seed, 2], tf.int64)).numpy()
        for seed in (1, 1, 5)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_augmentation_can_be_switched_off():
    changed = flip_and_shift(
        IMAGE, Augmentation(flip=False, shift=0), tf.constant([1, 2], tf.int64)
    )
    np.testing.assert_array_equal(changed, IMAGE)


def test_erasing_fills_one_square_of_some_images():
    images = np.full((400, 8, 8, 1), 2, np.float32)
    changed = random_erasing(images, 0.5, tf.constant([1, 2], tf.int64)).numpy()[..., 0] != 2
    touched = changed.any(axis=(1, 2))
    assert 0.4 < touched.mean() < 0.6
    for mask in changed[touched]:
        rows, columns = mask.any(axis=1), mask.any(axis=0)
        np.testing.assert_array_equal(mask, np.outer(rows, columns))
        assert max(rows.sum(), columns.sum()) <= 4
        assert np.ptp(np.flatnonzero(rows)) + 1 == rows.sum()


def test_a_composed_image_is_erased_in_all_its_colours():
    images, labels = np.zeros((20, 8, 8, 1), np.float32), np.eye(2, dtype=np.float32)[[0, 1] * 10]

    def compose(images, labels, seed):
        return np.full((len(images), 8, 8, 3), 2, np.float32), labels

    options = Augmentation(random_erasing=1)
    [(changed, _)] = make_batches(Examples(images, labels), 20, options, 0, compose)
    is_erased = changed.numpy() != 2
    assert is_erased.any(axis=(1, 2, 3)).mean() > 0.9
    np.testing.assert_array_equal(is_erased.all(axis=-1), is_erased.any(axis=-1))


def test_erasing_never_and_always():
    images = np.full((50, 8, 8, 1), 2, np.float32)
    seed = tf.constant([1, 2], tf.int64)
    np.testing.assert_array_equal(random_erasing(images, 0.0, seed), images)
    # Only a square of less than a pixel between two rows can touch nothing.
    assert (random_erasing(images, 1.0, seed).numpy() != 2).any(axis=(1, 2, 3)).mean() > 0.9


def test_cutmix_puts_in_a_rectangle_of_the_next_image_and_as_much_of_its_label():
    images = np.tile(np.arange(3, dtype=np.float32), 200)[:, None, None, None] * np.ones((8, 10, 1))
    labels = np.tile(np.eye(3, dtype=np.float32), (200, 1))
    changed, shares = cutmix(images, labels, 0.5, tf.constant([1, 2], tf.int64))
    changed, shares = changed.numpy()[..., 0], shares.numpy()
    own, following = images[..., 0], np.roll(images, -1, axis=0)[..., 0]
    assert ((changed == own) | (changed == following)).all()
    mixed = changed != own
    for mask in mixed[mixed.any(axis=(1, 2))]:
        np.testing.assert_array_equal(mask, np.outer(mask.any(axis=1), mask.any(axis=0)))
    of_next = mixed.mean(axis=(1, 2))
    np.testing.assert_allclose(shares[np.arange(600), np.arange(600) % 3], 1 - of_next, atol=1e-6)
    np.testing.assert_allclose(shares[np.arange(600), np.arange(1, 601) % 3], of_next, atol=1e-6)
    assert 0.4 < (of_next > 0).mean() < 0.52
    # On an axis side - side**2 / 4 stays inside on average; the square's mean over uniform areas:
    assert of_next[of_next > 0].mean() == pytest.approx(1 / 2 - 1 / 5 + 1 / 48, abs=0.04)


def test_cutmix_never_leaves_images_and_labels_as_they_are():
    labels = np.eye(2, dtype=np.float32)
    images = np.arange(8, dtype=np.float32).reshape(2, 2, 2, 1)
    changed, shares = cutmix(images, labels, 0.0, tf.constant([1, 2], tf.int64))
    np.testing.assert_array_equal(changed, images)
    np.testing.assert_array_equal(shares, labels)

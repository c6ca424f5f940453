import numpy as np

from fashion_mnist.networks.feed import Examples, feed, feed_in_order
from fashion_mnist.parameters.deep_learning import Augmentation


def test_each_epoch_feeds_every_example_once_in_another_order():
    n = 50
    labels = np.arange(n, dtype=np.float32)[:, None]
    batches = feed(Examples(np.zeros((n, 4, 4, 1), np.float32), labels), 16, Augmentation(), seed=0)
    first, second = (np.concatenate([batch[1] for batch in batches])[:, 0] for _ in range(2))
    np.testing.assert_array_equal(np.sort(first), np.arange(n))
    np.testing.assert_array_equal(np.sort(second), np.arange(n))
    assert not np.array_equal(first, second)


def test_each_epoch_augments_anew():
    image = np.random.default_rng(0).random((1, 8, 8, 1), np.float32)
    batches = feed(
        Examples(np.repeat(image, 4, axis=0), np.zeros((4, 2), np.float32)),
        4,
        Augmentation(),
        seed=0,
    )
    first, second = (next(iter(batches))[0].numpy() for _ in range(2))
    assert not np.array_equal(first, second)


def test_labels_are_mixed_with_the_images():
    pixels = np.zeros((64, 4, 4, 1), np.uint8)
    labels = np.eye(2, dtype=np.float32)[np.arange(64) % 2]
    _, mixed = next(iter(feed(Examples(pixels, labels), 64, Augmentation(cutmix=1), seed=0)))
    assert (mixed.numpy() > 0).all(axis=1).mean() > 0.2
    np.testing.assert_allclose(mixed.numpy().sum(axis=1), 1)


def test_pixels_are_fed_like_the_floats_that_they_become():
    pixels = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 1), np.uint8)
    labels = np.eye(6, dtype=np.float32)
    fed = [
        next(iter(feed(Examples(images, labels), 4, Augmentation(), seed=0)))
        for images in (pixels, pixels / np.float32(255))
    ]
    for of_pixels, of_floats in zip(*fed, strict=True):
        np.testing.assert_array_equal(of_pixels, of_floats, strict=True)


def test_in_order_every_example_is_fed_once_as_it_is():
    pixels = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1)
    batches = [*feed_in_order(Examples(pixels, np.eye(5, dtype=np.float32)), batch_size=2)]
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

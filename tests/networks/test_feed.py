import numpy as np

from fashion_mnist.networks.feed import Examples, feed
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


def test_a_sample_has_all_classes_of_sorted_examples():
    labels = np.eye(5, dtype=np.float32)[np.repeat(np.arange(5), 20)]
    images = np.arange(100, dtype=np.float32).reshape(-1, 1, 1, 1)
    sample = Examples(images, labels).sample(80, seed=0)
    np.testing.assert_array_equal(sample.labels.sum(axis=0), [16] * 5)
    np.testing.assert_array_equal(sample.labels, labels[sample.images.ravel().astype(int)])
    assert len(sample.sample(1000, seed=0).images) == 80

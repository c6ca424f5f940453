import keras
import numpy as np
import pytest

from fashion_mnist.networks import feed, optimizers, training
from fashion_mnist.networks.feed import Examples
from fashion_mnist.parameters.deep_learning import Augmentation, Network, Optimizer, Schedule


def examples(n, seed=0):
    """Images whose upper half is bright in one of two classes."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, n)
    images = rng.random((n, 12, 12, 1), np.float32) * 0.1
    images[labels == 1, :6] += 0.9
    return Examples(images, np.eye(2, dtype=np.float32)[labels])


def parameters(**changes):
    block = {
        "architecture": "resnet",
        "training": {
            "epochs": 2,
            "batch_size": 16,
            "optimizer": {"learning_rate": 0.01},
            "precision": "float32",
            **changes,
        },
    }
    return Network.model_validate(block)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_network_learns(optimizer):
    changes = {
        "epochs": 6,
        "optimizer": {"name": optimizer, "learning_rate": 0.02},
        "augmentation": {"flip": True, "shift": 0},
    }
    network, history = training.train_network(
        examples(128), examples(32, seed=1), parameters(**changes), seed=0
    )
    held_out = examples(64, seed=2)
    predicted = network.predict(held_out.images, verbose=0)
    accuracy = (predicted.argmax(axis=1) == held_out.labels.argmax(axis=1)).mean()
    assert accuracy > 0.9
    assert history["epoch"].tolist() == [1, 2, 3, 4, 5, 6]


def test_the_best_epoch_on_validation_is_kept():
    validation = examples(40, seed=1)
    network, history = training.train_network(
        examples(64), validation, parameters(epochs=5, precision="mixed_bfloat16"), seed=3
    )
    predicted = network.predict(validation.images, verbose=0).argmax(axis=1)
    accuracy = (predicted == validation.labels.argmax(axis=1)).mean()
    assert accuracy == pytest.approx(history["val_accuracy"].max(), abs=0.03)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    first, again, other = (
        training.train_network(examples(64), examples(16), parameters(), seed)[0].get_weights()
        for seed in (0, 0, 1)
    )
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert not np.array_equal(first[0], other[0])


def test_a_network_learns_coloured_images_of_grey_ones():
    validation = examples(16, seed=1)
    coloured = Examples(validation.images.repeat(3, axis=-1), validation.labels)
    seeds = []

    def colour(images, batch_seed):
        seeds.append(tuple(batch_seed))
        return np.repeat(images, 3, axis=-1)

    network, _ = training.train_network(examples(64), coloured, parameters(), 0, colour)
    assert network.input.shape == (None, 12, 12, 3)
    assert len(set(seeds)) == len(seeds) >= 8  # two epochs of four batches


def test_the_precision_of_other_networks_is_left_alone():
    training.train_network(
        examples(16), examples(8), parameters(epochs=1, precision="mixed_bfloat16"), seed=0
    )
    assert keras.config.dtype_policy().name == "float32"


def test_each_epoch_feeds_every_example_once_in_another_order():
    n = 50
    labels = np.arange(n, dtype=np.float32)[:, None]
    feed = feed.feed(
        Examples(np.zeros((n, 4, 4, 1), np.float32), labels), 16, Augmentation(), seed=0
    )
    first, second = (np.concatenate([batch[1] for batch in feed])[:, 0] for _ in range(2))
    np.testing.assert_array_equal(np.sort(first), np.arange(n))
    np.testing.assert_array_equal(np.sort(second), np.arange(n))
    assert not np.array_equal(first, second)


def test_each_epoch_augments_anew():
    image = np.random.default_rng(0).random((1, 8, 8, 1), np.float32)
    feed = feed.feed(
        Examples(np.repeat(image, 4, axis=0), np.zeros((4, 2), np.float32)),
        4,
        Augmentation(),
        seed=0,
    )
    first, second = (next(iter(feed))[0].numpy() for _ in range(2))
    assert not np.array_equal(first, second)


def test_one_cycle_warms_up_then_decays_to_zero():
    rate = optimizers.make_schedule(0.1, Schedule(name="one_cycle", warmup=0.25), steps=100)
    assert float(rate(0)) == pytest.approx(0.004)
    assert float(rate(25)) == pytest.approx(0.1)
    assert float(rate(100)) == pytest.approx(0, abs=1e-6)
    assert optimizers.make_schedule(0.1, Schedule(name="constant"), steps=100) == 0.1


def test_optimizers_follow_the_parameters():
    sgd = optimizers.make_optimizer(
        Optimizer(name="sgd", learning_rate=0.1, momentum=0.8, weight_decay=0.01),
        Schedule(name="constant"),
        steps=1,
    )
    assert isinstance(sgd, keras.optimizers.SGD)
    assert (sgd.momentum, sgd.nesterov, sgd.weight_decay) == (0.8, True, 0.01)
    adam = optimizers.make_optimizer(Optimizer(learning_rate=0.1), Schedule(), steps=10)
    assert isinstance(adam, keras.optimizers.Adam)
    assert adam.weight_decay is None

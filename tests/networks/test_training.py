import keras
import numpy as np
import pytest

from fashion_mnist.networks import training
from fashion_mnist.networks.feed import Examples
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.errors import InputError


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


def test_a_fitted_network_comes_with_its_history_layers_and_cost():
    given = examples(16), examples(8), parameters(epochs=1), 0
    network, history, layers, cost = training.fit_network(*given)
    assert history["epoch"].tolist() == [1]
    assert layers["layer"].tolist() == [layer.name for layer in network.layers]
    assert layers["parameters"].sum() == cost["parameters"] == network.count_params()
    assert set(cost) == {"fit_seconds", "parameters"}
    again, _ = training.train_network(*given)
    np.testing.assert_equal(network.get_weights(), again.get_weights())


def test_a_training_that_diverges_gives_no_network():
    changes = {"optimizer": {"name": "sgd", "learning_rate": 1e30}}
    with pytest.raises(InputError, match="others in epoch 1 of 2 of resnet, trained at"):
        training.train_network(examples(64), examples(16), parameters(**changes), seed=0)


def test_what_cannot_be_done_is_refused_before_the_training(monkeypatch):
    monkeypatch.setattr(training, "_fit", lambda *_: pytest.fail("trained"))
    changes = {"augmentation": {"shift": 12}}
    with pytest.raises(InputError, match="Expected shifts by less than the images of resnet"):
        training.train_network(examples(16), examples(16), parameters(**changes), seed=0)

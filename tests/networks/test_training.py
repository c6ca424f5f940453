import functools
import logging
from inspect import signature

import keras
import numpy as np
import pytest

from fashion_mnist.networks import training
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.keras_classes import GhostBatchNormModel, Muon, Sampler
from fashion_mnist.networks.parameters import Network, Optimizer, Schedule
from fashion_mnist.networks.training import (
    count_rounds,
    load_pretrained_weights,
    make_optimizer,
    make_schedule,
    train_network,
)
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


@pytest.fixture(scope="module")
def trained():
    """What a training in bfloat16 returns."""
    options = parameters(epochs=5, precision="mixed_bfloat16")
    return train_network(examples(64), examples(40, seed=1), options, seed=3)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_network_learns(optimizer):
    changes = {
        "epochs": 6,
        "optimizer": {"name": optimizer, "learning_rate": 0.02},
        "augmentation": {"flip": True, "shift": 0},
    }
    network, history, *_ = train_network(
        examples(128), examples(32, seed=1), parameters(**changes), seed=0
    )
    held_out = examples(64, seed=2)
    predicted = network.predict(held_out.images, verbose=0)
    accuracy = (predicted.argmax(axis=1) == held_out.labels.argmax(axis=1)).mean()
    assert accuracy > 0.9
    assert history["epoch"].tolist() == [1, 2, 3, 4, 5, 6]


def test_a_training_step_is_traced_once(monkeypatch):
    traced = []

    def train_step(self, data):
        traced.append(data)
        return super(GhostBatchNormModel, self).train_step(data)

    monkeypatch.setattr(GhostBatchNormModel, "train_step", train_step)
    monkeypatch.setattr(training, "FEW_STEPS", 0)
    train_network(examples(32), examples(16), parameters(), seed=0)
    assert len(traced) == 1


def test_the_best_epoch_on_validation_is_kept(trained):
    network, history, *_ = trained
    validation = examples(40, seed=1)
    predicted = network.predict(validation.images, verbose=0).argmax(axis=1)
    accuracy = (predicted == validation.labels.argmax(axis=1)).mean()
    assert accuracy == pytest.approx(history["val_accuracy"].max(), abs=0.03)


def fit(seed, **changes):
    """The weights after a training on 64 images."""
    return train_network(examples(64), examples(16), parameters(**changes), seed)[0].get_weights()


fit_once = functools.cache(fit)
SAMPLED = {"epochs": 4, "easy_rate": 0.25}  # the third epoch draws hard images more often


def assert_same(weights, others):
    for one, other in zip(weights, others, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("changes", [{}, SAMPLED])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(changes):
    first, again, other = fit_once(0, **changes), fit(0, **changes), fit(1, **changes)
    assert_same(first, again)
    assert not np.array_equal(first[0], other[0])


def test_many_steps_in_an_execution_give_the_same_weights(monkeypatch):
    one_by_one = fit_once(0, **SAMPLED)
    monkeypatch.setattr(training, "FEW_STEPS", 0)
    monkeypatch.setattr(training, "STEPS_PER_EXECUTION", 3)  # an epoch has four
    assert_same(one_by_one, fit(0, **SAMPLED))


def test_images_with_a_high_loss_are_drawn_more_often_but_in_the_last_epoch(monkeypatch):
    given = examples(64)
    mistakes = [9, 40]
    given.labels[mistakes] = 1 - given.labels[mistakes]
    drawn, draw = [], Sampler.draw
    monkeypatch.setattr(Sampler, "draw", lambda self: drawn.append(draw(self)) or drawn[-1])
    changes = {"epochs": 5, "easy_rate": 0.25, "augmentation": {"flip": True, "shift": 0}}
    train_network(given, examples(16), parameters(**changes), seed=0)
    counts = np.array([np.bincount(indices, minlength=64) for indices in drawn])
    assert len(counts) == 5
    assert (counts[[0, 1, 4]] == 1).all()
    for count in counts[2:4]:
        assert (count[mistakes] >= 2).all()  # 16 / 7 times, and easy images 4 / 7 times
        assert np.median(count) <= 1


def test_a_network_learns_coloured_images_of_grey_ones():
    validation = examples(16, seed=1)
    coloured = Examples(validation.images.repeat(3, axis=-1), validation.labels)
    seeds = []

    def colour(images, labels, batch_seed):
        seeds.append(tuple(batch_seed))
        return np.repeat(images, 3, axis=-1), labels

    network, *_ = train_network(examples(64), coloured, parameters(), 0, colour)
    assert network.input.shape == (None, 12, 12, 3)
    assert len(set(seeds)) == len(seeds) >= 8  # two epochs of four batches


def test_the_precision_of_other_networks_is_left_alone():
    train_network(
        examples(16), examples(8), parameters(epochs=1, precision="mixed_bfloat16"), seed=0
    )
    assert keras.config.dtype_policy().name == "float32"


def test_a_fitted_network_comes_with_its_history_layers_and_cost(trained):
    network, history, layers, cost = trained
    assert history["epoch"].tolist() == [1, 2, 3, 4, 5]
    assert layers["layer"].tolist() == [layer.name for layer in network.layers]
    assert layers["parameters"].sum() == cost["parameters"] == network.count_params()
    assert set(cost) == {"fit_seconds", "parameters"}


@pytest.mark.parametrize("few", [0, 100])
def test_a_training_that_diverges_gives_no_network(few, monkeypatch):
    monkeypatch.setattr(training, "FEW_STEPS", few)
    changes = {"optimizer": {"name": "sgd", "learning_rate": 1e30}}
    with pytest.raises(InputError, match="other values in epoch 1 of 2 of resnet, trained at"):
        train_network(examples(64), examples(16), parameters(**changes), seed=0)


def test_what_cannot_be_done_is_refused_before_the_training(monkeypatch):
    monkeypatch.setattr(training, "make_batches", lambda *_: pytest.fail("trained"))
    changes = {"augmentation": {"shift": 12}}
    with pytest.raises(InputError, match="Expected shifts smaller than the images of resnet"):
        train_network(examples(16), examples(16), parameters(**changes), seed=0)


@pytest.mark.parametrize(
    ("n_images", "rounds"),
    [
        (16, 13),  # 8 epochs of 1 step are 8 of 100 steps, so 12.5 times as many are needed
        (160, 2),
        (200, 1),  # 8 epochs of 13 steps are 104
        (1_000_000, 1),
    ],
)
def test_a_small_set_is_gone_through_several_times_in_an_epoch(n_images, rounds):
    block = parameters(epochs=8, min_steps=100).training
    assert count_rounds(n_images, block)[0] == rounds


def test_enough_steps_are_made_with_a_small_set_and_the_same_with_the_same_seed(monkeypatch):
    steps, made = [], []
    make_optimizer = training.make_optimizer

    def count(optimizer, schedule, n_steps):
        steps.append(n_steps)
        made.append(make_optimizer(optimizer, schedule, n_steps))
        return made[-1]

    monkeypatch.setattr(training, "make_optimizer", count)
    (first, history, *_), (again, *_) = (
        train_network(examples(20), examples(8), parameters(min_steps=11), seed=0) for _ in range(2)
    )
    # Two epochs of two steps each are 4: three times as many are the first that are enough.
    assert steps == [12, 12]
    assert [int(optimizer.iterations) for optimizer in made] == [12, 12]
    assert len(history) == 2
    assert_same(first.get_weights(), again.get_weights())


def test_a_training_may_start_from_a_trained_network(trained):
    first, *_ = trained
    weights = first.get_weights()
    still = parameters(epochs=1, optimizer={"name": "sgd", "learning_rate": 1e-30})
    second, *_ = train_network(examples(64), examples(16), still, seed=1, start=first)
    for one, two in zip(weights[:1], second.get_weights()[:1], strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-6)


def test_one_cycle_warms_up_then_decays_to_zero():
    rate = make_schedule(0.1, Schedule(name="one_cycle", warmup=0.25), steps=100)
    assert float(rate(0)) == pytest.approx(0.004)
    assert float(rate(25)) == pytest.approx(0.1)
    assert float(rate(100)) == pytest.approx(0, abs=1e-6)
    assert make_schedule(0.1, Schedule(name="constant"), steps=100) == 0.1


def test_optimizers_follow_the_parameters():
    sgd = make_optimizer(
        Optimizer(name="sgd", learning_rate=0.1, momentum=0.8, weight_decay=0.01),
        Schedule(name="constant"),
        steps=1,
    )
    assert isinstance(sgd, keras.optimizers.SGD)
    assert (sgd.momentum, sgd.nesterov, sgd.weight_decay) == (0.8, True, 0.01)
    adam = make_optimizer(Optimizer(learning_rate=0.1), Schedule(), steps=10)
    assert isinstance(adam, keras.optimizers.Adam)
    assert adam.weight_decay is None


def test_keras_has_the_methods_of_muon_that_are_overridden():
    own = {name: value for name, value in vars(Muon).items() if callable(value)}
    assert own.keys() == {"_should_use_adamw", "_apply_weight_decay", "_muon_update_step"}
    for name, method in own.items():
        overridden = getattr(keras.optimizers.Muon, name)
        assert list(signature(method).parameters) == list(signature(overridden).parameters)


def step(optimizer, value, gradients):
    """A variable after some steps."""
    variable = keras.Variable(value)
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    return variable.numpy()


def make_muon():
    muon = Optimizer(name="muon", learning_rate=0.1, momentum=0.95, weight_decay=0.01)
    return make_optimizer(muon, Schedule(name="constant"), steps=1)


def test_muon_takes_the_kernel_of_a_convolution_as_keras_takes_a_matrix():
    rng = np.random.default_rng(0)
    kernel, *gradients = rng.normal(size=(3, 3, 3, 4, 5)).astype(np.float32)
    moved = step(make_muon(), kernel, gradients)
    keras_own = keras.optimizers.Muon(0.1, momentum=0.95, weight_decay=0.01, adam_weight_decay=0.01)
    matrices = [gradient.reshape(36, 5) for gradient in gradients]
    expected = step(keras_own, kernel.reshape(36, 5), matrices)
    np.testing.assert_allclose(moved.reshape(36, 5), expected, rtol=1e-5, atol=1e-6)


def test_muon_takes_all_but_convolutions_as_adam_does():
    rng = np.random.default_rng(0)
    matrix, *gradients = rng.normal(size=(3, 4, 5)).astype(np.float32)
    moved = step(make_muon(), matrix, gradients)
    adam = keras.optimizers.Adam(0.1, weight_decay=0.01)
    np.testing.assert_allclose(moved, step(adam, matrix, gradients), rtol=1e-5, atol=1e-6)


def test_muon_evaluates_its_schedule_once_for_the_decay_of_all_weights():
    evaluations = []

    class Counting(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            evaluations.append(step)
            return 0.1

    variables = [keras.Variable(np.ones((2, 3), np.float32)) for _ in range(4)]
    muon = Muon(Counting(), weight_decay=0.01)
    muon.build(variables)
    evaluations.clear()
    muon.apply([keras.ops.ones((2, 3))] * 4, variables)
    assert len(evaluations) == 2  # for the decay and for the update


def fill(network, value):
    network.set_weights([np.full_like(weight, value) for weight in network.get_weights()])
    return network


def test_layers_of_the_same_name_and_shape_take_the_weights(caplog):
    start = fill(build_network("resnet", (8, 8, 1), 3), 0.25)
    network = fill(build_network("resnet", (12, 12, 1), 2), 0.5)
    with caplog.at_level(logging.INFO):
        load_pretrained_weights(network, start)
    for layer in network.layers:
        expected = 0.5 if layer.name == "logits" else 0.25  # of other classes
        assert all((weight == expected).all() for weight in layer.get_weights()), layer.name
    assert caplog.messages == ["resnet starts from a trained network, except for: logits"]


def test_the_network_to_start_from_stays_as_it_is():
    start = fill(build_network("resnet", (8, 8, 1), 3), 0.25)
    network = build_network("resnet", (8, 8, 1), 3)
    load_pretrained_weights(network, start)
    fill(network, 0.5)
    assert all((weight == 0.25).all() for weight in start.get_weights())


@pytest.mark.bad_input
def test_a_network_without_a_layer_alike_is_refused():
    start = build_network("resnet", (8, 8, 1), 3)
    network = build_network("cnn", (18, 18, 1), 2)
    with pytest.raises(InputError, match=r"like those of cnn.* Received resnet, which has none"):
        load_pretrained_weights(network, start)

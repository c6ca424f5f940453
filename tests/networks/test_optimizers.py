from inspect import signature

import keras
import numpy as np
import pytest

from fashion_mnist.networks import muon, optimizers
from fashion_mnist.parameters.deep_learning import Optimizer, Schedule


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


def test_keras_has_the_methods_of_muon_that_are_overridden():
    own = {name: value for name, value in vars(muon.Muon).items() if callable(value)}
    assert own.keys() == {"_should_use_adamw", "_muon_update_step"}
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
    return optimizers.make_optimizer(muon, Schedule(name="constant"), steps=1)


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

import keras
import pytest

from fashion_mnist.networks import optimizers
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

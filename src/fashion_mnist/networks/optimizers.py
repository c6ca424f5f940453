"""Optimizers and the schedules of their learning rates."""

from typing import Any

from fashion_mnist.networks.backend import keras
from fashion_mnist.parameters.deep_learning import Optimizer, Schedule


def make_optimizer(optimizer: Optimizer, schedule: Schedule, steps: int) -> Any:
    """The optimizer of the parameters, its learning rate scheduled over `steps` steps."""
    rate = make_schedule(optimizer.learning_rate, schedule, steps)
    decay, momentum = optimizer.weight_decay or None, optimizer.momentum
    if optimizer.name == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decay)
    if optimizer.name == "muon":
        from fashion_mnist.networks.muon import Muon

        return Muon(rate, weight_decay=decay, adam_weight_decay=decay, momentum=momentum)
    return keras.optimizers.SGD(rate, momentum=momentum, nesterov=True, weight_decay=decay)


def make_schedule(peak: float, schedule: Schedule, steps: int) -> Any:
    """The learning rate at each step (Smith, 2018, arXiv:1803.09820, with a cosine decay)."""
    if schedule.name == "constant":
        return peak
    warmup = int(steps * schedule.warmup)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=peak / 25 if warmup else peak,
        decay_steps=steps - warmup,
        warmup_target=peak if warmup else None,
        warmup_steps=warmup,
    )

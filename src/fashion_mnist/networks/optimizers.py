"""Optimizers and the schedules of their learning rates."""

from fashion_mnist.networks.backend import Tensor, keras
from fashion_mnist.parameters.deep_learning import Optimizer, Schedule


def make_optimizer(
    optimizer: Optimizer, schedule: Schedule, steps: int
) -> keras.optimizers.Optimizer:
    """The optimizer of the parameters, its learning rate scheduled over `steps` steps."""
    rate = make_schedule(optimizer.learning_rate, schedule, steps)
    decay, momentum = optimizer.weight_decay or None, optimizer.momentum
    if optimizer.name == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decay)
    if optimizer.name == "muon":
        return Muon(rate, weight_decay=decay, adam_weight_decay=decay, momentum=momentum)
    return keras.optimizers.SGD(rate, momentum=momentum, nesterov=True, weight_decay=decay)


class Muon(keras.optimizers.Muon):
    """Muon for the kernels of convolutions, Adam for all else (Jordan et al., 2024).

    A kernel (height, width, n_in, n_out) is a matrix of height * width * n_in rows. Its update is
    that of momentum, orthogonalised, and as large as Adam's (Liu et al., 2025, arXiv:2502.16982).
    Keras's own takes matrices alone.
    """

    def _should_use_adamw(self, variable: keras.Variable) -> bool:
        return len(variable.shape) != 4

    def _muon_update_step(
        self, gradient: Tensor, variable: keras.Variable, lr: Tensor, m: keras.Variable
    ) -> None:
        self.assign_add(m, (self.momentum - 1) * m + gradient)
        direction = keras.ops.reshape(gradient + self.momentum * m, (-1, variable.shape[-1]))
        update = self.lr_adjust(self.zeropower_via_newtonschulz5(direction, self.ns_steps))
        self.assign_sub(variable, lr * keras.ops.reshape(update, variable.shape))


def make_schedule(
    peak: float, schedule: Schedule, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule | float:
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

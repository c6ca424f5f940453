"""Muon."""

from fashion_mnist.networks.backend import Tensor, keras


class Muon(keras.optimizers.Muon):
    """Muon for the kernels of convolutions, Adam for all else (Jordan et al., 2024).

    A kernel (height, width, n_in, n_out) is a matrix of height * width * n_in rows. Its update is
    that of momentum, orthogonalised, and as large as Adam's (Liu et al., 2025, arXiv:2502.16982).
    Keras's own takes matrices alone.
    """

    def _should_use_adamw(self, variable: Tensor) -> bool:
        return len(variable.shape) != 4

    def _muon_update_step(
        self, gradient: Tensor, variable: Tensor, lr: Tensor, m: Tensor
    ) -> None:
        self.assign_add(m, (self.momentum - 1) * m + gradient)
        direction = keras.ops.reshape(gradient + self.momentum * m, (-1, variable.shape[-1]))
        update = self.lr_adjust(self.zeropower_via_newtonschulz5(direction, self.ns_steps))
        self.assign_sub(variable, lr * keras.ops.reshape(update, variable.shape))

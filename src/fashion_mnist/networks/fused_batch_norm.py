"""Batch normalisation by TensorFlow's fused kernel."""

from fashion_mnist.networks.backend import Tensor, keras, tf


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalisation, computed by one kernel in the precision of its input.

    Keras casts its input to float32 and computes the moments and the scaling in separate passes.
    Both have the same weights, and normalise alike but for rounding (Ioffe and Szegedy, 2015,
    arXiv:1502.03167). What they learn differs: here the moving variance is that of unbiased
    variances, n / (n - 1) times those of Keras for n values of a channel in a batch.
    """

    def call(
        self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None
    ) -> Tensor:
        """Normalise feature maps (n, height, width, channels) over all but the channels."""
        normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(self.gamma),
            offset=tf.convert_to_tensor(self.beta),
            mean=[] if training else tf.convert_to_tensor(self.moving_mean),
            variance=[] if training else tf.convert_to_tensor(self.moving_variance),
            epsilon=self.epsilon,
            is_training=bool(training),
        )
        if training:
            self._update(self.moving_mean, mean)
            self._update(self.moving_variance, variance)
        return normalised

    def _update(self, average: Tensor, batch_value: Tensor) -> None:
        average.assign(average * self.momentum + batch_value * (1 - self.momentum))

"""Batches computed in two halves, side by side.

TensorFlow shares an operation among the threads of a processor badly: the gradient by a
convolution's weights stays on one, and short operations wait for each other. Two halves of a batch,
each operation on half of the threads (`parameters.processor`), keep them all busy.
"""

from fashion_mnist.networks.backend import Model, Tensor, keras, tf


class Halved(keras.Model):
    """A network that computes the two halves of each batch at once, sharing its weights.

    Where the number of images is odd, both halves have the one in the middle. Predictions are those
    of the network, a training is not: batch normalisation takes the statistics of each half (ghost
    batch normalisation, Hoffer et al., 2017, arXiv:1705.08741), and its moving averages move once
    for each, so that in a step they keep the square of `momentum`: of 0.95, 0.9025.
    """

    def __init__(self, network: Model) -> None:
        """Take the network whose batches are to be halved."""
        super().__init__(name=network.name)
        self.network = network

    def call(self, images: Tensor, training: bool | None = None) -> Tensor:
        """The outputs of the network for images (n, height, width, channels)."""
        n = tf.shape(images)[0]
        size = (n + 1) // 2
        first, second = (
            self.network(half, training=training) for half in (images[:size], images[n - size :])
        )
        return tf.concat([first, second[2 * size - n :]], axis=0)

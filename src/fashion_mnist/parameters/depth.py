"""How networks of growing depth are compared."""

from fashion_mnist.parameters.block import Block, Count
from fashion_mnist.parameters.deep_learning import Training


class Depth(Block):
    """How networks of growing depth are compared.

    The number of training images, of validation images, and of images whose gradient is measured;
    and the training.
    """

    images: Count
    validation_images: Count
    gradient_images: Count
    training: Training

"""How networks of growing depth are compared."""

from pydantic import PositiveInt

from fashion_mnist.parameters.block import Block
from fashion_mnist.parameters.deep_learning import Training


class Depth(Block):
    """How networks of growing depth are compared.

    The number of training images, of validation images, and of images whose gradient is measured;
    and the training.
    """

    images: PositiveInt
    validation_images: PositiveInt
    gradient_images: PositiveInt
    training: Training

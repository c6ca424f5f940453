"""How robustness is measured."""

from pydantic import PositiveInt

from fashion_mnist.parameters.block import Block


class Robustness(Block):
    """How robustness is measured: the number of test images."""

    images: PositiveInt = 1000

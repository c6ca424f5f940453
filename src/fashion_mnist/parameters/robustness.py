"""How robustness is measured."""

from fashion_mnist.parameters.block import Block, Count


class Robustness(Block):
    """How robustness is measured: the number of test images."""

    images: Count = 1000

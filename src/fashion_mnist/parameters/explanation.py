"""How heat maps are measured."""

from fashion_mnist.parameters.block import Block, Count, Fraction


class Explanation(Block):
    """How heat maps are measured.

    The brightness, in [0, 1], above which a pixel is of the item; the number of test images for
    what takes long; and the steps in which pixels are removed and inserted.
    """

    item_above: Fraction = 0
    images: Count = 1000
    steps: Count = 14

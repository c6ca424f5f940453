"""What labelled pictures are of."""

from fashion_mnist.parameters.block import Block


class PictureAccuracy(Block):
    """The classes that the pictures in the folders of each name may be of, none: of no class.

    A folder with the name of a class need not be among them.
    """

    folders: dict[str, list[str]]

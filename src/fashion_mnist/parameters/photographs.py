"""Real photographs, from which the network for coloured pictures learns too."""

from typing import Annotated

from pydantic import Field

from fashion_mnist.parameters.block import Block, Count, Number, Share


class Photographs(Block):
    """Real photographs in a folder for each kind.

    The classes that those of each folder may be of, none for what is of no class; the share that is
    held out; how many crops of each are made; and their share of each batch.
    """

    folders: dict[str, list[str]]
    held_out: Annotated[Number, Field(gt=0, lt=1)] = 0.2
    crops: Count = 16
    share: Share = 0.25

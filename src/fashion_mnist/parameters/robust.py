"""How the images of the network for coloured pictures are made."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from fashion_mnist.parameters.block import Block, Count, NonNegative, Number, Share

Background = Literal["plain", "gradient", "texture", "clutter", "photograph"]
KINDS: tuple[Background, ...] = get_args(Background)


class Randomisation(Block):
    """How training images are put onto backgrounds.

    The share that is; the kinds of background and how many of them are made; the smallest scale of
    an item, and by how many degrees it is turned at most; the shares of items with prints and with
    folds, of pictures lit from one side, and of backgrounds with nothing on them, which are of no
    class; the classes whose items come in pairs too.
    """

    share: Share = 0.75
    kinds: Annotated[list[Background], Field(min_length=1)]
    backgrounds: Count = 20000
    smallest: Annotated[Number, Field(gt=0, le=1)] = 0.7
    degrees: NonNegative = 10
    prints: Share = 0
    folds: Share = 0
    light: Share = 0
    pairs: Annotated[list[str], Field(default_factory=list)]
    empty: Share = 0

"""How near-duplicates and label errors are found."""

from typing import Annotated

from pydantic import Field

from fashion_mnist.parameters.block import Block, Integer, Positive


class DataQuality(Block):
    """Up to which distance images are near-duplicates, and the folds of the cross-validation."""

    near: Positive = 1.5
    folds: Annotated[Integer, Field(ge=2)] = 3

"""How near-duplicates and label errors are found."""

from typing import Annotated

from pydantic import Field, PositiveFloat

from fashion_mnist.parameters.block import Block


class DataQuality(Block):
    """Up to which distance images are near-duplicates, and the folds of the cross-validation."""

    near: PositiveFloat = 1.5
    folds: Annotated[int, Field(ge=2)] = 3

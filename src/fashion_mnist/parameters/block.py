"""What all blocks of parameters have in common: unknown keys and impossible values are refused."""

from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from fashion_mnist.parameters.suggestions import suggest

LARGEST = 2**31 - 1  # the libraries count images, pixels and steps in 32 bits

# Whole and real numbers; neither truth values, which Python counts among them, nor infinity.
Integer = Annotated[int, Field(strict=True, le=LARGEST)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

Count = Annotated[Integer, Field(gt=0)]
Whole = Annotated[Integer, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
NonNegative = Annotated[Number, Field(ge=0)]
Fraction = Annotated[Number, Field(ge=0, lt=1)]
Share = Annotated[Number, Field(ge=0, le=1)]


class Block(BaseModel):
    """A block of parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A validator that lets pass these names only."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(
                f"Expected one of {', '.join(names)}. Received: {name!r}.{suggest(name, names)}"
            )
        return name

    return check

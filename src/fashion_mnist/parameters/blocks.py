"""Types for parameter blocks, which reject unknown keys and invalid values."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from fashion_mnist.parameters.errors import check_name
from fashion_mnist.parameters.model_names import TRAININGS

LARGEST = 2**31 - 1  # the libraries count images, pixels and steps in 32 bits

# Strict, because pydantic would otherwise accept booleans and strings as numbers.
Integer = Annotated[int, Field(strict=True, le=LARGEST)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

Count = Annotated[Integer, Field(gt=0)]
Whole = Annotated[Integer, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
NonNegative = Annotated[Number, Field(ge=0)]
Fraction = Annotated[Number, Field(ge=0, lt=1)]
Share = Annotated[Number, Field(ge=0, le=1)]
# NumPy's seeds have 32 bits, and repeated trainings of a network use consecutive seeds.
Seed = Annotated[int, Field(strict=True, ge=0, le=2**32 - TRAININGS)]

# Columns and rows of tables that also have a column or row for each class.
RESERVED = {"best", "class", "hardest", "model", "y_pred", "y_true"}
RESERVED |= {"accuracy", "macro avg", "weighted avg"}


class Block(BaseModel):
    """Base of parameter blocks, which are immutable and have no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sample(Block):
    """The number of images on which something is measured."""

    images: Count = 1000


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """Return a validator that only accepts these names."""
    return partial(check_name, "Expected one of", names)


def _check_names(names: list[str]) -> list[str]:
    if not all(name.strip() for name in names):
        raise ValueError(f"Expected a name for each class. Received an empty one: {names}")
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        raise ValueError(
            f"Expected different names. Received more than once: {', '.join(duplicates)}"
        )
    reserved = sorted(RESERVED.intersection(names))
    if reserved:
        raise ValueError(
            "Expected names that no table uses for something else. Received "
            f"{', '.join(reserved)}: add a word to them"
        )
    return names


ClassNames = Annotated[list[str], Field(min_length=2), AfterValidator(_check_names)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

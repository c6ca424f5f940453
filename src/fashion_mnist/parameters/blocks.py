"""Types of values in parameter blocks, which refuse unknown keys and impossible values."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from fashion_mnist.parameters.errors import suggest
from fashion_mnist.parameters.model_names import TRAININGS

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
# NumPy takes seeds of 32 bits; the trainings of a network have consecutive ones.
Seed = Annotated[int, Field(strict=True, ge=0, le=2**32 - TRAININGS)]

# Columns and rows of tables that have one for each class too.
TAKEN = {"accuracy", "best", "class", "hardest", "macro avg", "model", "weighted avg"}


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


TAKEN |= {"y_pred", "y_true"}


def _check_names(names: list[str]) -> list[str]:
    if not all(name.strip() for name in names):
        raise ValueError(f"Expected a name for each class. Received an empty one: {names}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"Expected different names. Received more than once: {', '.join(twice)}")
    taken = sorted(TAKEN.intersection(names))
    if taken:
        raise ValueError(
            f"Expected names that no table uses for something else. Received {', '.join(taken)}: "
            "add a word to them"
        )
    return names


ClassNames = Annotated[list[str], Field(min_length=2), AfterValidator(_check_names)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

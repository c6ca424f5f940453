"""What all blocks of parameters have in common: unknown keys and impossible values are refused."""

from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Fraction = Annotated[float, Field(ge=0, lt=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Block(BaseModel):
    """A block of parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    """A validator that lets pass these names only."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"Expected one of {', '.join(names)}. Received: {name!r}")
        return name

    return check

"""What the study is about: the classes, and what is known of the images."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from fashion_mnist.parameters.model_names import TRAININGS

# NumPy takes seeds of 32 bits; the trainings of a network have consecutive ones.
Seed = Annotated[int, Field(strict=True, ge=0, le=2**32 - TRAININGS)]

# Columns and rows of tables that have one for each class too.
TAKEN = {"accuracy", "best", "class", "hardest", "macro avg", "model", "weighted avg"}
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

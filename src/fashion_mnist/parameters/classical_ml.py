"""The classical models, as steps of scikit-learn."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fashion_mnist.parameters.block import Block

MOST_JOBS = 1024  # each is a thread


class Step(BaseModel):
    """A scikit-learn transformer or classifier: its class, and its constructor's arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str

    @model_validator(mode="after")
    def _have_possible_numbers(self) -> "Step":
        """Refuse what scikit-learn lets pass, but cannot compute with."""
        if not all(map(math.isfinite, _find_numbers(self.arguments))):
            raise ValueError(f"Expected finite numbers. Received: {self.arguments}")
        n_jobs = self.arguments.get("n_jobs")
        if isinstance(n_jobs, int) and not 1 <= abs(n_jobs) <= MOST_JOBS:
            raise ValueError(
                f"Expected n_jobs from 1 to {MOST_JOBS}, or -1 for all cores. Received: {n_jobs}"
            )
        return self

    @property
    def arguments(self) -> dict[str, Any]:
        """The constructor's keyword arguments."""
        return dict(self.model_extra or {})

    @property
    def class_name(self) -> str:
        """The last part of the dotted path."""
        return self.type.rpartition(".")[2]


class ClassicalModel(Block):
    """A scikit-learn pipeline and, where it gives no probabilities, their calibration.

    It is fitted on at most `train_on` images, a stratified sample; by default on as many as
    `classical.fitting.count_fitted` says.
    """

    steps: Annotated[list[Step], Field(min_length=1)]
    calibration: Literal["temperature", "sigmoid", "isotonic"] | None = None
    train_on: Annotated[int, Field(ge=1)] | None = None


def _find_numbers(value: object) -> Iterator[float]:
    """Every real number in nested lists and blocks."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _find_numbers(part)
    elif isinstance(value, float):
        yield value

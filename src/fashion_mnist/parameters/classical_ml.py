"""The classical models, as steps of scikit-learn."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from fashion_mnist.parameters.block import Block


class Step(BaseModel):
    """A scikit-learn transformer or classifier: its class, and its constructor's arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str

    @property
    def arguments(self) -> dict[str, Any]:
        """The constructor's keyword arguments."""
        return dict(self.model_extra or {})

    @property
    def class_name(self) -> str:
        """The last part of the dotted path."""
        return self.type.rpartition(".")[2]


class ClassicalModel(Block):
    """A scikit-learn pipeline and, where it gives no probabilities, their calibration."""

    steps: Annotated[list[Step], Field(min_length=1)]
    calibration: Literal["temperature", "sigmoid", "isotonic"] | None = None

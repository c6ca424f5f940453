"""How the images are divided into training, validation and test."""

from typing import Annotated

from pydantic import Field, model_validator

from fashion_mnist.parameters.block import Block, Fraction, Number


class Split(Block):
    """How the images are divided, as fractions of the raw training set."""

    validation: Annotated[Number, Field(gt=0, lt=1)]
    unused: Fraction = 0

    @model_validator(mode="after")
    def _leave_training_images(self) -> "Split":
        if self.validation + self.unused >= 1:
            raise ValueError(
                "Expected validation + unused below 1, so that training images are left. "
                f"Received validation={self.validation} and unused={self.unused}"
            )
        return self

"""Who answers people's own pictures."""

from typing import Annotated

from pydantic import AfterValidator, Field

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.block import Block, Count, Number, one_of


class Inference(Block):
    """Who answers people's own pictures, and when an answer is sure.

    The model, by default the first in `model_names.FOR_PICTURES` that has been trained; the edges
    of its images in pixels; the accuracy on validation of the answers that are called sure; the
    share of validation images that are to look familiar.
    """

    model: Annotated[str, AfterValidator(one_of(model_names.trained()))] | None = None
    size: Count = 28
    accuracy_when_sure: Annotated[Number, Field(gt=0, le=1)] = 0.98
    familiar: Annotated[Number, Field(gt=0, lt=1)] = 0.99

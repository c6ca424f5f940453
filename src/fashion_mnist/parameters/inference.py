"""Who answers people's own pictures."""

from typing import Annotated

from pydantic import AfterValidator, Field

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.block import Block, Number, one_of


class Inference(Block):
    """Who answers people's own pictures, and when an answer is sure.

    The model, by default the robust network or, if it has not been trained, the network that is
    most accurate on the validation images; the accuracy that is promised, at a nominal confidence
    of 95%, of the answers that are called sure, on validation images or, where a model is judged by
    them, on photographs; the share of what is held out and of a class that is to look familiar.
    """

    model: Annotated[str, AfterValidator(one_of(model_names.names()))] | None = None
    accuracy_when_sure: Annotated[Number, Field(gt=0, le=1)] = 0.98
    accuracy_when_sure_on_photographs: Annotated[Number, Field(gt=0, le=1)] = 0.96
    familiar: Annotated[Number, Field(gt=0, lt=1)] = 0.95

"""Parameters of networks: architecture, training, prediction, and the study of depth."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fashion_mnist.parameters.blocks import (
    Block,
    Count,
    Fraction,
    NonNegative,
    Positive,
    Share,
    Whole,
    one_of,
)
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import ARCHITECTURES


class Optimizer(Block):
    """Adam, stochastic gradient descent with Nesterov momentum, or Muon for convolutions."""

    name: Literal["adam", "sgd", "muon"] = "adam"
    learning_rate: Positive
    momentum: Fraction = 0.9
    weight_decay: NonNegative = 0


class Schedule(Block):
    """The learning rate over time: constant, or a linear warm-up and a cosine decay to zero."""

    name: Literal["constant", "one_cycle"] = "one_cycle"
    warmup: Fraction = 0.25


class Augmentation(Block):
    """Random changes of each training image; `parameters_deep_learning.yml` explains them."""

    flip: bool = True
    shift: Whole = 1
    random_erasing: Share = 0
    cutmix: Share = 0


class Training(Block):
    """How a network is trained; `parameters_deep_learning.yml` explains it."""

    epochs: Count
    min_steps: Whole = 0
    pretrained: str | None = None
    batch_size: Count = 128
    optimizer: Optimizer
    schedule: Schedule = Schedule()
    label_smoothing: Fraction = 0
    augmentation: Augmentation = Augmentation()
    easy_rate: Share = 1
    precision: Literal["auto", "float32", "mixed_bfloat16"] = "auto"


def refuse_pretrained(training: Training) -> Training:
    """Raise InputError if a training that must start from random weights does not."""
    if training.pretrained:
        raise InputError(
            "Expected `pretrained: null` for trainings that are compared from random weights. "
            f"Received: {training.pretrained!r}"
        )
    return training


class Network(Block):
    """A network: its architecture, training, prediction and explanation."""

    architecture: Annotated[str, AfterValidator(one_of(ARCHITECTURES))]
    training: Training
    tta_flip: bool = True
    tta_shift: Whole = 0
    gradcam_layer: str | None = None
    measured_layers: Annotated[list[str], Field(default_factory=list)]


class Depth(Block):
    """How networks of growing depth are compared; `parameters_depth.yml` explains it."""

    images: Count
    validation_images: Count
    gradient_images: Count
    training: Annotated[Training, AfterValidator(refuse_pretrained)]

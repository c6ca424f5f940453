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
    """Random changes of each training image.

    Horizontal flip; shift by up to some pixels; with probability `random_erasing`, a square of up
    to half the width replaced by noise (Zhong et al., 2017, arXiv:1708.04896); with probability
    `cutmix`, a rectangle from another image of the batch, whose label counts by its area (Yun et
    al., 2019, arXiv:1905.04899).
    """

    flip: bool = True
    shift: Whole = 1
    random_erasing: Share = 0
    cutmix: Share = 0


class Training(Block):
    """How a network is trained.

    An epoch goes through a small set of images as often as it takes for `min_steps` of the
    optimizer in all. `pretrained` is the file of a trained network, whose weights the layers of the
    same name and shape start with.
    """

    epochs: Count
    min_steps: Whole = 0
    pretrained: str | None = None
    batch_size: Count = 128
    optimizer: Optimizer
    schedule: Schedule = Schedule()
    label_smoothing: Fraction = 0
    augmentation: Augmentation = Augmentation()
    precision: Literal["auto", "float32", "mixed_bfloat16"] = "auto"


class Network(Block):
    """A network.

    Its architecture; its training; whether it predicts from an image and its mirror image, and by
    how many pixels both are also shifted; the layer that Grad-CAM explains; and further layers
    whose heat maps are measured.
    """

    architecture: Annotated[str, AfterValidator(one_of(ARCHITECTURES))]
    training: Training
    tta_flip: bool = True
    tta_shift: Whole = 0
    gradcam_layer: str | None = None
    measured_layers: Annotated[list[str], Field(default_factory=list)]


class Depth(Block):
    """How networks of growing depth are compared.

    The number of training images, of validation images, and of images whose gradient is measured;
    and the training.
    """

    images: Count
    validation_images: Count
    gradient_images: Count
    training: Training

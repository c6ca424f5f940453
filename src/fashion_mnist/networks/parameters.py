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

    Attributes:
        flip: whether to mirror images horizontally, with probability 0.5.
        shift: the largest shift in each direction, in pixels.
        random_erasing: the probability that noise replaces a square of up to half the height (Zhong
            et al., 2017, arXiv:1708.04896).
        cutmix: the probability that a rectangle comes from another image of the batch; labels are
            mixed by area (Yun et al., 2019, arXiv:1905.04899).
    """

    flip: bool = True
    shift: Whole = 1
    random_erasing: Share = 0
    cutmix: Share = 0


class Training(Block):
    """How a network is trained.

    Attributes:
        min_steps: optimizer steps in the whole training, at least; an epoch repeats a small set of
            images until there are enough.
        pretrained: the file of a trained network; layers of the same name and shapes start with
            its weights.
        easy_rate: how often easy images are drawn, relative to hard ones, from the third epoch to
            the last but one.
        precision: `auto` is bfloat16 where the hardware computes in it, else float32.
    """

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


class Network(Block):
    """A network's architecture, training, prediction and explanation.

    Attributes:
        tta_flip: whether predictions are averaged over an image and its mirror image.
        tta_shift: the shift of further views, in pixels; 0 for none.
        gradcam_layer: the layer that Grad-CAM explains; the last with feature maps by default.
        measured_layers: further layers with heat maps to measure.
    """

    architecture: Annotated[str, AfterValidator(one_of(ARCHITECTURES))]
    training: Training
    tta_flip: bool = True
    tta_shift: Whole = 0
    gradcam_layer: str | None = None
    measured_layers: Annotated[list[str], Field(default_factory=list)]


class Depth(Block):
    """How networks of growing depth are compared: numbers of images, and the training of each.

    The gradients are measured on one batch of `gradient_images`.
    """

    images: Count
    validation_images: Count
    gradient_images: Count
    training: Training

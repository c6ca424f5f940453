"""The types of the parameter blocks: unknown keys and impossible values are refused."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    StringConstraints,
    model_validator,
)

from fashion_mnist import models, techniques

# Columns and rows of tables that have one for each class too.
TAKEN = {"accuracy", "best", "class", "hardest", "macro avg", "model", "weighted avg"}
TAKEN |= {"y_pred", "y_true"}


def _check_names(names: list[str]) -> list[str]:
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
ImageSet = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Background = Literal["plain", "gradient", "texture", "clutter", "photograph"]


class Block(BaseModel):
    """A block of parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Split(Block):
    """How the images are divided, as fractions of the raw training set."""

    validation: Annotated[float, Field(gt=0, lt=1)]
    unused: Fraction = 0

    @model_validator(mode="after")
    def _leave_training_images(self) -> "Split":
        if self.validation + self.unused >= 1:
            raise ValueError(
                "Expected validation + unused below 1, so that training images are left. "
                f"Received validation={self.validation} and unused={self.unused}"
            )
        return self


class Step(BaseModel):
    """A scikit-learn transformer or classifier: its class, and its constructor's arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str

    @property
    def arguments(self) -> dict[str, Any]:
        """The constructor's keyword arguments."""
        return dict(self.model_extra or {})


class ClassicalModel(Block):
    """A scikit-learn pipeline and, where it gives no probabilities, their calibration."""

    steps: Annotated[list[Step], Field(min_length=1)]
    calibration: Literal["temperature", "sigmoid", "isotonic"] | None = None


class Optimizer(Block):
    """Adam or stochastic gradient descent with Nesterov momentum."""

    name: Literal["adam", "sgd"] = "adam"
    learning_rate: PositiveFloat
    momentum: Fraction = 0.9
    weight_decay: NonNegativeFloat = 0


class Schedule(Block):
    """The learning rate over time: constant, or a linear warm-up and a cosine decay to zero."""

    name: Literal["constant", "one_cycle"] = "one_cycle"
    warmup: Fraction = 0.25


class Augmentation(Block):
    """Random changes of each training image.

    Horizontal flip; shift by up to some pixels; with probability `erase`, a square of up to half
    the width replaced by noise (Zhong et al., 2017, arXiv:1708.04896).
    """

    flip: bool = True
    shift: NonNegativeInt = 1
    erase: Share = 0


class Training(Block):
    """How a network is trained."""

    epochs: PositiveInt
    batch_size: PositiveInt = 128
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

    architecture: Literal[
        "cnn",
        "resnet",
        "compact",
        "compact_wide",
        "compact_fine",
        "resnet18",
        "resnet34",
        "plain_8",
        "plain_20",
        "plain_32",
        "plain_56",
        "residual_8",
        "residual_20",
        "residual_32",
        "residual_56",
    ]
    training: Training
    flip_average: bool = True
    shift_average: NonNegativeInt = 0
    gradcam_layer: str | None = None
    measured_layers: list[str] = []


class Explanation(Block):
    """How heat maps are measured.

    The brightness, in [0, 1], above which a pixel is of the item; the number of test images for
    what takes long; and the steps in which pixels are removed and inserted.
    """

    item_above: Fraction = 0
    images: PositiveInt = 1000
    steps: PositiveInt = 14


class Randomisation(Block):
    """How training images are put onto backgrounds.

    The share that is; the kinds of background and how many of them are made; the smallest scale of
    an item, and by how many degrees it is turned at most.
    """

    share: Share = 0.75
    kinds: Annotated[list[Background], Field(min_length=1)]
    backgrounds: PositiveInt = 20000
    smallest: Annotated[float, Field(gt=0, le=1)] = 0.7
    degrees: NonNegativeFloat = 10


class Robustness(Block):
    """How robustness is measured: the number of test images."""

    images: PositiveInt = 1000


class Ablation(Block):
    """How the worth of each technique is measured.

    The epochs of each training, and for each technique what the block of the network is without it.
    """

    epochs: PositiveInt
    without: dict[str, dict[str, Any]]

    @model_validator(mode="after")
    def _know_the_techniques(self) -> "Ablation":
        if set(self.without) != set(techniques.NAMES):
            raise ValueError(
                f"Expected the techniques {', '.join(techniques.NAMES)}. "
                f"Received: {', '.join(self.without)}"
            )
        return self


class ClassicalVariant(Block):
    """A model of the study but for one technique.

    Its steps; whether mirror images are added to the training images; whether it is the study's
    model that has the technique.
    """

    steps: Annotated[list[Step], Field(min_length=1)]
    in_study: bool
    mirrored: bool = False


class Depth(Block):
    """How networks of growing depth are compared.

    The number of training images, of validation images, and of images whose gradient is measured;
    and the training.
    """

    images: PositiveInt
    validation_images: PositiveInt
    gradient_images: PositiveInt
    training: Training


class DataQuality(Block):
    """Up to which distance images are near-duplicates, and the folds of the cross-validation."""

    near: PositiveFloat = 1.5
    folds: Annotated[int, Field(ge=2)] = 3


def _check_trained(model: str) -> str:
    if model not in models.trained():
        raise ValueError(f"Expected one of {', '.join(models.trained())}. Received: {model!r}")
    return model


class Inference(Block):
    """Who answers people's own pictures, and when an answer is sure.

    The model, by default the first in `models.FOR_PICTURES` that has been trained; the edges of its
    images in pixels; the accuracy on validation of the answers that are called sure; the share of
    validation images that are to look familiar.
    """

    model: Annotated[str, AfterValidator(_check_trained)] | None = None
    size: PositiveInt = 28
    accuracy_when_sure: Annotated[float, Field(gt=0, le=1)] = 0.98
    familiar: Annotated[float, Field(gt=0, lt=1)] = 0.99

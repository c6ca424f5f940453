"""The names of the models, and the types of the blocks in `conf/base/parameters*.yml`.

A model's name is its namespace, its block of parameters, and its folder in `data/`. Kedro validates
a block before the first node if a node's argument is annotated with its type. Unknown keys, strings
in place of numbers, and values out of range end the run there.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NETWORKS: tuple[str, ...] = ("cnn",)
CLASSICAL: tuple[str, ...] = ("logistic_regression", "random_forest")
MODELS = (*NETWORKS, *CLASSICAL)

Count = Annotated[int, Field(gt=0)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]


class Block(BaseModel):
    """Base of parameter blocks, which are immutable and have no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _check_pattern(pattern: str | None) -> str | None:
    try:
        is_right = pattern is None or re.compile(pattern).groups == 1
    except re.error as error:
        raise ValueError(f"Expected a regular expression. Received {pattern!r}: {error}") from error
    if not is_right:
        raise ValueError(
            f"Expected one pair of parentheses, around the group's name. Received {pattern!r}"
        )
    return pattern


class ImageOptions(Block):
    """How files become arrays.

    Attributes:
        size: height and width of the images in pixels.
        colour: `grey` for one channel, `rgb` for three.
        group_pattern: regular expression, searched in the path below the folder of images. Its
            parentheses enclose the name of the group that an image belongs to, such as the person
            or object that several images show. An image whose path does not match is a group of
            its own. Null if all images are independent.
    """

    size: Annotated[int, Field(ge=8, le=1024)]
    colour: Literal["grey", "rgb"]
    group_pattern: Annotated[str | None, AfterValidator(_check_pattern)]


class Split(Block):
    """The split of the images.

    Attributes:
        folds: number of equal parts of the images. One is the test set, one the validation set, and
            the others are the training set.
    """

    folds: Annotated[int, Field(ge=3, le=20)]


def per_model(dataset: str, models: tuple[str, ...] = MODELS) -> dict[str, str]:
    """Map the name of every model, as a node's argument, to the model's dataset."""
    return {model: f"{model}.{dataset}" for model in models}

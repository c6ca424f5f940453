"""The names of the models, and the types of the blocks in `conf/base/parameters_*.yml`.

A model's name is its namespace, its block of parameters, and its folder in `data/`. Kedro validates
a block before the first node, because an argument of a node is annotated with its type.
"""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

NETWORKS: tuple[str, ...] = ("cnn",)
CLASSICAL: tuple[str, ...] = ("logistic_regression", "random_forest")
MODELS = (*NETWORKS, *CLASSICAL)


def per_model(dataset: str) -> dict[str, str]:
    """Map the name of every model, as a node's argument, to the model's dataset."""
    return {model: f"{model}.{dataset}" for model in MODELS}


def parameters_of(model: str) -> dict[str, str]:
    """Map the parameters of a model's template to the model's block and the seed."""
    return {"params:model": f"params:{model}", "params:seed": "params:seed"}


class Block(BaseModel):
    """Base of parameter blocks, which are immutable and have no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ImageOptions(Block):
    """How files become arrays."""

    size: Annotated[int, Field(ge=8, le=1024)]
    colour: Literal["grey", "rgb"]
    group_pattern: re.Pattern[str] | None


class Split(Block):
    """The number of parts of the images: one to test, one to validate, the others to train."""

    folds: Annotated[int, Field(ge=3, le=20)]

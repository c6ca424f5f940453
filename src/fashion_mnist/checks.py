"""The check of all parameters, made before a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, NonNegativeInt, ValidationError, create_model

from fashion_mnist import models
from fashion_mnist.estimators import build_estimator
from fashion_mnist.parameters import (
    Block,
    ClassicalModel,
    ClassNames,
    Explanation,
    ImageSet,
    Network,
    Share,
    Split,
    Step,
)


def check_parameters(parameters: Mapping[str, Any]) -> None:
    """Raise ValueError, naming each wrong parameter by its path, unless all blocks are valid.

    Keys that begin with an underscore only hold YAML anchors.
    """
    blocks = {key: value for key, value in parameters.items() if not key.startswith("_")}
    problems = _find_problems(blocks)
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise ValueError(
            f"These parameters are wrong:\n{lines}\nCorrect them in conf/ or --params."
        )


def _find_problems(blocks: Mapping[str, Any]) -> list[str]:
    try:
        valid = _all_blocks().model_validate(blocks)
    except ValidationError as error:
        return [_describe(problem) for problem in error.errors()]
    return [
        f"{model}.steps: {problem}"
        for model in models.CLASSICAL
        if (problem := _find_problem_of_steps(getattr(valid, model).steps))
    ]


def _find_problem_of_steps(steps: Sequence[Step]) -> str | None:
    try:
        build_estimator(steps, seed=0)
    except ValueError as error:
        return str(error)
    return None


def _all_blocks() -> type[BaseModel]:
    blocks: dict[str, Any] = {
        "seed": NonNegativeInt,
        "classes": ClassNames,
        "human_accuracy": dict[str, Share],
        "image_set": ImageSet,
        "split": Split,
        "explanation": Explanation,
        **dict.fromkeys(models.CLASSICAL, ClassicalModel),
        **dict.fromkeys(models.NETWORKS, Network),
    }
    return create_model("Parameters", __base__=Block, **blocks)


def _describe(problem: Any) -> str:
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{path}: no such parameter"
    if problem["type"] == "missing":
        return f"{path}: missing"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return f"{path}: {message}"
    return f"{path}: {message}. Received: {problem['input']!r}"

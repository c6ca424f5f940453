"""The check of all parameters, made before a run."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, NonNegativeInt, ValidationError, create_model

from fashion_mnist import models, techniques
from fashion_mnist.ablation import make_variant
from fashion_mnist.estimators import build_estimator
from fashion_mnist.parameters import (
    Ablation,
    Block,
    ClassicalModel,
    ClassicalVariant,
    ClassNames,
    DataQuality,
    Depth,
    Explanation,
    ImageSet,
    Inference,
    Network,
    Randomisation,
    Robustness,
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
    steps = {f"{model}.steps": getattr(valid, model).steps for model in models.CLASSICAL}
    for model, technique in techniques.CLASSICAL:
        variant = getattr(getattr(valid.classical_ablation, model), technique)  # type: ignore[attr-defined]
        steps[f"classical_ablation.{model}.{technique}.steps"] = variant.steps
    problems = {path: _find_problem_of_steps(found) for path, found in steps.items()}
    wrong = [f"{path}: {problem}" for path, problem in problems.items() if problem]
    return wrong + _find_problems_of_techniques(valid)


def _find_problems_of_techniques(valid: Any) -> list[str]:
    problems = []
    for technique in techniques.NAMES:
        try:
            make_variant(valid.cnn, valid.ablation, f"without_{technique}")
        except ValidationError as error:
            found = (_describe(problem) for problem in error.errors())
            problems += [f"ablation.without.{technique}.{problem}" for problem in found]
    return problems


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
        "data_quality": DataQuality,
        "explanation": Explanation,
        "randomisation": Randomisation,
        "robustness": Robustness,
        "ablation": Ablation,
        "classical_ablation": _classical_variants(),
        "depth": Depth,
        "pictures": Annotated[str, Field(coerce_numbers_to_str=True)] | None,
        "inference": Inference,
        **dict.fromkeys(models.CLASSICAL, ClassicalModel),
        **dict.fromkeys(models.networks(), Network),
    }
    return create_model("Parameters", __base__=Block, **blocks)


def _classical_variants() -> type[BaseModel]:
    """A block for each model, with a block for each of its techniques."""
    by_model: dict[str, dict[str, Any]] = {}
    for model, technique in techniques.CLASSICAL:
        by_model.setdefault(model, {})[technique] = ClassicalVariant
    blocks: dict[str, Any] = {
        model: create_model(f"Variants of {model}", __base__=Block, **variants)
        for model, variants in by_model.items()
    }
    return create_model("ClassicalAblation", __base__=Block, **blocks)


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

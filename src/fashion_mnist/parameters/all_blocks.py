"""All blocks of parameters together."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, create_model
from pydantic_core import ErrorDetails

from fashion_mnist.parameters import model_names, technique_variants
from fashion_mnist.parameters.ablation import Ablation, ClassicalVariant, make_variant
from fashion_mnist.parameters.block import Block, Share
from fashion_mnist.parameters.classical_ml import ClassicalModel
from fashion_mnist.parameters.data_engineering import Split
from fashion_mnist.parameters.data_quality import DataQuality
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.depth import Depth
from fashion_mnist.parameters.explanation import Explanation
from fashion_mnist.parameters.export import Export
from fashion_mnist.parameters.inference import Inference
from fashion_mnist.parameters.photographs import Photographs
from fashion_mnist.parameters.picture_accuracy import PictureAccuracy
from fashion_mnist.parameters.robust import Randomisation
from fashion_mnist.parameters.robustness import Robustness
from fashion_mnist.parameters.search import Search
from fashion_mnist.parameters.study import ClassNames, Seed, Text
from fashion_mnist.parameters.suggestions import suggest

Types = dict[str, Any]  # by the name of a field

BLOCKS: Types = {
    "seed": Seed,
    "classes": ClassNames,
    "human_accuracy": dict[str, Share],
    "image_set": Text,
    "licence": Text,
    "split": Split,
    "data_quality": DataQuality,
    "explanation": Explanation,
    "export": Export,
    "randomisation": Randomisation,
    "robustness": Robustness,
    "ablation": Ablation,
    "depth": Depth,
    "search": Search,
    "pictures": Annotated[str, Field(coerce_numbers_to_str=True)] | None,
    "inference": Inference,
    "photographs": Photographs,
    "picture_accuracy": PictureAccuracy,
}


def make_type() -> type[BaseModel]:
    """The type of all parameters, with a block for each of the models that there are now."""
    blocks = {
        **BLOCKS,
        **dict.fromkeys(model_names.CLASSICAL, ClassicalModel),
        **dict.fromkeys(model_names.networks(), Network),
        "classical_ablation": _make_type_of_variants(),
    }
    return create_model("Parameters", __base__=Block, **blocks)


def _make_type_of_variants() -> type[BaseModel]:
    """A block for each model, with a block for each of its techniques."""
    by_model: dict[str, Types] = {}
    for model, technique in technique_variants.CLASSICAL:
        by_model.setdefault(model, {})[technique] = ClassicalVariant
    blocks: Types = {
        model: create_model(f"Variants of {model}", __base__=Block, **variants)
        for model, variants in by_model.items()
    }
    return create_model("ClassicalAblation", __base__=Block, **blocks)


def find_problems(blocks: Mapping[str, object]) -> list[str]:
    """What is wrong with each parameter, by its path."""
    kind = make_type()
    try:
        valid: Any = kind.model_validate(blocks)
    except ValidationError as error:
        return describe_problems(error, kind)
    problems = _find_problems_of_techniques(valid.cnn, valid.ablation)
    return [*problems, *_find_problems_of_robust(valid.robust)]


def _find_problems_of_robust(network: Network) -> list[str]:
    if network.training.augmentation.cutmix:
        return ["robust.training.augmentation.cutmix: Expected 0 of images put onto backgrounds"]
    return []


def _find_problems_of_techniques(recipe: Network, options: Ablation) -> list[str]:
    problems = []
    for technique in technique_variants.NAMES:
        try:
            make_variant(recipe, options, f"without_{technique}")
        except ValidationError as error:
            found = describe_problems(error, Network)
            problems += [f"ablation.without.{technique}.{problem}" for problem in found]
    return problems


def describe_problems(error: ValidationError, kind: type[BaseModel]) -> list[str]:
    """A line for each value that is none of this kind's, by its path."""
    return [_describe(problem, kind) for problem in error.errors()]


def _describe(problem: ErrorDetails, kind: type[BaseModel]) -> str:
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{path}: no such parameter.{suggest(*_find_neighbours(problem, kind))}"
    if problem["type"] == "missing":
        return f"{path}: missing"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return f"{path}: {message}"
    return f"{path}: {message}. Received: {problem['input']!r}"


def _find_neighbours(problem: ErrorDetails, kind: type[BaseModel]) -> tuple[str, list[str]]:
    """The name of an unknown parameter, and those that there are in its place."""
    *parents, name = map(str, problem["loc"])
    block: Any = kind
    for parent in parents:
        fields = getattr(block, "model_fields", {})
        block = fields[parent].annotation if parent in fields else None
    return name, list(getattr(block, "model_fields", {}))

"""The check of all parameters before the first node runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from kedro.framework.context import KedroContext
from pydantic import BaseModel, Field, ValidationError, create_model
from pydantic_core import ErrorDetails

from fashion_mnist.classical.pipelines import ClassicalModel, build_classifier
from fashion_mnist.evaluation import effects
from fashion_mnist.evaluation.data_quality import DataQuality
from fashion_mnist.explanation.assessment import Explanation
from fashion_mnist.images.splitting import Split
from fashion_mnist.networks.parameters import Depth, Network
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, ClassNames, Sample, Seed, Share, Text
from fashion_mnist.parameters.errors import InputError, suggest
from fashion_mnist.pictures.accuracy import PictureAccuracy
from fashion_mnist.pictures.answers import Inference
from fashion_mnist.pictures.photographs import Photographs
from fashion_mnist.robustness.backgrounds import Randomisation
from fashion_mnist.runtime.configuration import find_data_folder
from fashion_mnist.search import Search, make_model, set_params
from kedro_incremental.digests import digest_value
from kedro_incremental.places import is_remote

Types = dict[str, Any]  # by field name

RENAMED = {  # by path or, in the blocks of networks, by name
    "data_quality.near": "max_distance",
    "explanation.item_above": "foreground_threshold",
    "inference.familiar": "in_distribution_rate",
    "photographs.jitter": "colour_jitter",
    "randomisation.folds": "creases",
    "randomisation.light": "side_light",
    "randomisation.smallest": "min_scale",
    "erase": "random_erasing",
    "flip_average": "tta_flip",
    "least_steps": "min_steps",
    "shift_average": "tta_shift",
    "start_from": "pretrained",
}

BLOCKS: Types = {
    "seed": Seed,
    "classes": ClassNames,
    "human_accuracy": dict[str, Share],
    "image_set": Text,
    "licence": Text,
    "split": Split,
    "data_quality": DataQuality,
    "explanation": Explanation,
    "export": Sample,
    "randomisation": Randomisation,
    "robustness": Sample,
    "ablation": effects.Ablation,
    "depth": Depth,
    "search": Search,
    "pictures": Annotated[str, Field(coerce_numbers_to_str=True)] | None,
    "inference": Inference,
    "photographs": Photographs,
    "picture_accuracy": PictureAccuracy,
}

PACKAGE = Path(__file__).parents[1]


def check_parameters_of(context: KedroContext) -> None:
    """Check `data` and every block of parameters, whichever pipeline runs, or raise InputError.

    Parameters that passed are noted next to the data and not checked again, since the check imports
    scikit-learn.
    """
    given = context.config_loader["parameters"]
    context.config_loader["parameters"] = given  # else Kedro would read the files again
    project = Path(context.project_path)
    data = find_data_folder(context.config_loader["globals"].get("data"), project)
    note = (project / "data" if is_remote(data) else data) / ".valid_parameters"
    # Any module may define parameters or a function named in a step.
    code = [path.read_bytes() for path in sorted(PACKAGE.rglob("*.py"))]
    state = digest_value([given, version("pydantic"), version("scikit-learn"), code])[0]
    if not note.is_file() or note.read_text(encoding="utf-8") != state:
        check_parameters(given)
        with suppress(OSError):  # a folder that cannot be written to
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(state, encoding="utf-8")


def check_parameters(given: Mapping[str, Any]) -> None:
    """Raise InputError, naming each wrong parameter by its path, unless all blocks are valid.

    Keys that begin with an underscore only hold YAML anchors.
    """
    blocks = {key: value for key, value in given.items() if not str(key).startswith("_")}
    problems: list[str] = []
    for check in (_check_types, _check_models, _check_search):
        if not problems:  # the later checks need what the earlier ones accept
            check(blocks, problems)
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise InputError(
            f"These parameters are wrong:\n{lines}\nCorrect them in conf/ or --params."
        )


@contextmanager
def _collecting(
    problems: list[str], place: str, kind: type[BaseModel] = ClassicalModel
) -> Iterator[None]:
    """Add a line that begins with the place to the problems, for each value that is refused."""
    try:
        yield
    except ValidationError as error:
        problems += [f"{place}{_describe(problem, kind)}" for problem in error.errors()]
    except ValueError as error:  # an InputError, or scikit-learn's own
        problems.append(f"{place}{error}")


def _check_types(blocks: Mapping[str, Any], problems: list[str]) -> None:
    """Find values of a wrong type, or that only a variant of the network refuses."""
    kind = _make_type()
    with _collecting(problems, "", kind):
        valid: Any = kind.model_validate(blocks)
        for technique in effects.TECHNIQUES:
            with _collecting(problems, f"ablation.without.{technique}.", Network):
                effects.make_variant(valid.cnn, valid.ablation, f"without_{technique}")
        training = valid.robust.training
        if training.augmentation.cutmix:
            path = "robust.training.augmentation.cutmix"
            problems.append(f"{path}: Expected 0 for images on backgrounds")
        if training.easy_rate < 1:
            path = "robust.training.easy_rate"
            problems.append(f"{path}: Expected 1, since batches are mixed with other pictures")


def _make_type() -> type[BaseModel]:
    """Return the type of all parameters, with a block for each current model."""
    variants: Types = {}
    for model in dict(effects.CLASSICAL_TECHNIQUES):
        techniques = [name for each, name in effects.CLASSICAL_TECHNIQUES if each == model]
        kinds: Types = dict.fromkeys(techniques, effects.ClassicalVariant)
        variants[model] = create_model(f"Variants of {model}", __base__=Block, **kinds)
    blocks: Types = {
        **BLOCKS,
        **dict.fromkeys(model_names.CLASSICAL, ClassicalModel),
        **dict.fromkeys(model_names.ALL_NETWORKS, Network),
        "classical_ablation": create_model("ClassicalAblation", __base__=Block, **variants),
    }
    return create_model("Parameters", __base__=Block, **blocks)


def _check_models(blocks: Mapping[str, Any], problems: list[str]) -> None:
    """Find the steps that cannot be built, in the classical models or else in their variants."""
    for name in model_names.CLASSICAL:
        model = ClassicalModel.model_validate(blocks[name])
        with _collecting(problems, f"{name}.steps: "):
            build_classifier(model, seed=0)
            for technique, block in blocks["classical_ablation"].get(name, {}).items():
                path = f"classical_ablation.{name}.{technique}."
                # A model with other steps than the study's lacks those that the variant changes.
                with _collecting(problems, path), suppress(InputError):
                    variant = effects.ClassicalVariant.model_validate(block)
                    changed = effects.make_classical_variant(model, variant)
                    with _collecting(problems, f"{path}steps: "):
                        build_classifier(changed, seed=0)


def _check_search(blocks: Mapping[str, Any], problems: list[str]) -> None:
    """Find the choices and ends of ranges that the searched model refuses."""
    search = Search.model_validate(blocks["search"])
    name, block = search.model, blocks[search.model]
    kind = type(make_model(name, block))
    for path, options in search.space.items():
        place = f"search.spaces.{name}.{path}: "
        for value in options if isinstance(options, list) else (options.low, options.high):
            with _collecting(problems, place, kind):
                model = make_model(name, set_params(block, {path: value}))
                if isinstance(model, ClassicalModel):
                    build_classifier(model, seed=0)


def _describe(problem: ErrorDetails, kind: type[BaseModel]) -> str:
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        *parents, name = map(str, problem["loc"])
        if new := RENAMED.get(path, RENAMED.get(name)):
            return f"{path}: renamed to `{new}`"
        known = kind.model_fields
        for parent in parents:
            block = known[parent].annotation if parent in known else None
            known = getattr(block, "model_fields", {})
        return f"{path}: no such parameter.{suggest(name, known)}"
    if problem["type"] == "missing":
        return f"{path}: missing"
    if problem["type"] == "value_error":
        return f"{path}: {problem['msg'].removeprefix('Value error, ')}"
    return f"{path}: {problem['msg']}. Received: {problem['input']!r}"

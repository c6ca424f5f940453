"""The check of all parameters, made before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from pydantic import ValidationError

from fashion_mnist import classical, parameters
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.data_folder import find_data_folder
from kedro_incremental.digests import digest_value
from kedro_incremental.places import is_remote


class ParameterCheck:
    """Stops a run whose parameters are wrong."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Check every block, whichever pipeline runs.

        What has passed once is noted beside the data and not checked again, for which scikit-learn
        would have to be imported.

        Raises:
            InputError: a parameter is wrong, or `data` names no folder for results.
        """
        given = context.config_loader["parameters"]
        context.config_loader["parameters"] = given  # or Kedro would read the files again
        project = Path(context.project_path)
        data = find_data_folder(context.config_loader["globals"].get("data"), project)
        note = (project / "data" if is_remote(data) else data) / ".valid_parameters"
        state = digest_value([given, version("pydantic"), version("scikit-learn"), _read_code()])[0]
        if not note.is_file() or note.read_text(encoding="utf-8") != state:
            check_parameters(given)
            with suppress(OSError):  # a folder that cannot be written to
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(state, encoding="utf-8")


def _read_code() -> list[bytes]:
    """The code that checks parameters, or that a model's steps may name."""
    package = files("fashion_mnist")
    modules = [
        package / "runtime/parameter_check.py",
        *(package / "classical").iterdir(),
        *(package / "parameters").iterdir(),
    ]
    return sorted(module.read_bytes() for module in modules if module.name.endswith(".py"))


def check_parameters(given: Mapping[str, Any]) -> None:
    """Raise InputError, naming each wrong parameter by its path, unless all blocks are valid.

    Keys that begin with an underscore only hold YAML anchors.
    """
    blocks = {key: value for key, value in given.items() if not str(key).startswith("_")}
    problems = (
        parameters.all_blocks.find_problems(blocks)
        or [*_find_problems_of_models(blocks)]
        or [*_find_problems_of_search(blocks)]
    )
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise InputError(
            f"These parameters are wrong:\n{lines}\nCorrect them in conf/ or --params."
        )


def _find_problems_of_models(blocks: Mapping[str, Any]) -> Iterator[str]:
    for name in model_names.CLASSICAL:
        model = parameters.ClassicalModel.model_validate(blocks[name])
        problems = [f"{name}.steps: {problem}" for problem in _try_to_build(model)]
        variants = blocks["classical_ablation"].get(name, {})
        yield from problems or _find_problems_of_variants(name, model, variants)


def _find_problems_of_variants(
    name: str, model: parameters.ClassicalModel, variants: Mapping[str, Any]
) -> Iterator[str]:
    for technique, block in variants.items():
        path = f"classical_ablation.{name}.{technique}"
        variant = parameters.ClassicalVariant.model_validate(block)
        try:
            changed = parameters.ablation.make_classical_variant(model, variant)
        except InputError:  # of another model than the study's, whose steps are other ones
            continue
        except ValidationError as error:
            found = parameters.all_blocks.describe_problems(error, parameters.ClassicalModel)
            yield from (f"{path}.{problem}" for problem in found)
        else:
            yield from (f"{path}.steps: {problem}" for problem in _try_to_build(changed))


def _find_problems_of_search(blocks: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the space of the model that is searched, at its extremes."""
    options = parameters.Search.model_validate(blocks["search"])
    model = options.model
    for path, value in parameters.search.list_extremes(options):
        place = f"search.spaces.{model}.{path}"
        try:
            block = parameters.search.change(blocks[model], {path: value})
            changed = parameters.search.make_model(model, block)
        except InputError as error:
            yield f"{place}: {error}"
        except ValidationError as error:
            kind = type(parameters.search.make_model(model, blocks[model]))
            found = parameters.all_blocks.describe_problems(error, kind)
            yield from (f"{place}: {problem}" for problem in found)
        else:
            if isinstance(changed, parameters.ClassicalModel):
                yield from (f"{place}: {problem}" for problem in _try_to_build(changed))


def _try_to_build(model: parameters.ClassicalModel) -> Iterator[str]:
    try:
        classical.build.build_classifier(model, seed=0)
    except ValueError as error:  # scikit-learn's own among them
        yield str(error)

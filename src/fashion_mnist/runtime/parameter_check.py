"""The check of all parameters, made before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl

from fashion_mnist import classical, parameters
from fashion_mnist.parameters import model_names, technique_variants
from fashion_mnist.parameters.errors import InputError


class ParameterCheck:
    """Stops a run whose parameters are wrong."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Check every block, whichever pipeline runs."""
        check_parameters(context.config_loader["parameters"])


def check_parameters(given: Mapping[str, Any]) -> None:
    """Raise InputError, naming each wrong parameter by its path, unless all blocks are valid.

    Keys that begin with an underscore only hold YAML anchors.
    """
    blocks = {key: value for key, value in given.items() if not key.startswith("_")}
    problems = parameters.all_blocks.find_problems(blocks) or [*_find_problems_of_steps(blocks)]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise InputError(
            f"These parameters are wrong:\n{lines}\nCorrect them in conf/ or --params."
        )


def _find_problems_of_steps(blocks: Mapping[str, Any]) -> Iterator[str]:
    models = {
        name: parameters.ClassicalModel.model_validate(blocks[name])
        for name in model_names.CLASSICAL
    }
    for name, model in models.items():
        yield from _try_to_build(f"{name}.steps", model)
    for name, technique in technique_variants.CLASSICAL:
        block = blocks["classical_ablation"][name][technique]
        variant = parameters.ClassicalVariant.model_validate(block)
        with suppress(InputError):  # of another model than the study's, whose steps are other ones
            changed = parameters.ablation.make_classical_variant(models[name], variant)
            yield from _try_to_build(f"classical_ablation.{name}.{technique}.steps", changed)


def _try_to_build(path: str, model: parameters.ClassicalModel) -> Iterator[str]:
    try:
        classical.build.build_estimator(model.steps, seed=0)
    except ValueError as error:  # scikit-learn's own among them
        yield f"{path}: {error}"

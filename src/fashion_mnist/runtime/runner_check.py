"""Whether a runner can be made as a command asks for it."""

from inspect import signature
from typing import Any

import click
from kedro.runner import AbstractRunner
from kedro.utils import load_obj

from fashion_mnist.parameters.errors import missing_extra


def check_runner(name: str | None, parameters: dict[str, Any]) -> None:
    """Raise BadParameter unless there is such a runner, and it takes these parameters."""
    try:
        kind = load_obj(name or "SequentialRunner", "kedro.runner")
        known = signature(kind).parameters if issubclass(kind, AbstractRunner) else None
    except ModuleNotFoundError as error:
        if error.name == "distributed":
            missing = missing_extra("Dask, by which this runner works", "cluster")
            raise click.ClickException(str(missing)) from error
        known = None
    except (ImportError, AttributeError, TypeError, ValueError):
        known = None
    if known is None:
        raise click.BadParameter(
            "Expected a runner of Kedro, such as SequentialRunner, or the dotted path of another. "
            f"Received {name!r}."
        )
    if unknown := sorted(set(parameters) - set(known)):
        raise click.BadParameter(
            f"Expected parameters of the runner: {', '.join(known) or 'none'}. "
            f"Received {', '.join(unknown)}."
        )

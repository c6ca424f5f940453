"""The session that `kedro run` makes."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

import click
from kedro.framework.cli.utils import KedroCliError
from kedro.framework.session import KedroSession
from kedro.io import DatasetError
from kedro.runner import AbstractRunner, SequentialRunner

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.kedro_internals import is_asynchronous
from fashion_mnist.runtime.runner import ChangedRunner

PARTS = ("train", "validation", "test")


class PlainSession(KedroSession):
    """Ends a run that cannot go on with the reason alone; `--verbose` shows where it happened.

    Such are the mistakes of whoever asks for the run; an error of a node's code is raised as it is.
    """

    def run(self, *args: Any, **options: Any) -> Any:
        """Run the pipelines, as KedroSession does."""
        runner = options["runner"] = choose_runner(options.get("runner"))
        try:
            check_names("pipeline", options.get("pipeline_names"), ["__default__", *_pipelines()])
            check_names("namespace", options.get("namespaces"), [*model_names.names(), *PARTS])
            return super().run(*args, **options)
        except ValueError as error:
            is_of_command = not getattr(runner, "has_started", True)
            if KedroCliError.VERBOSE_ERROR or not (is_of_command or isinstance(error, InputError)):
                raise
            raise click.ClickException(str(error)) from error
        except DatasetError as error:
            if KedroCliError.VERBOSE_ERROR:
                raise
            raise click.ClickException(str(error)) from error


def choose_runner(runner: AbstractRunner | None) -> AbstractRunner:
    """The project's own runner in the place of Kedro's default; any other as it is."""
    if runner is None:
        return ChangedRunner()
    return ChangedRunner(is_asynchronous(runner)) if type(runner) is SequentialRunner else runner


def check_names(kind: str, names: Iterable[str] | None, known: Collection[str]) -> None:
    """Raise InputError, with a suggestion, at the first name that is not known."""
    for name in names or ():
        if name not in known:
            hint = get_close_matches(name, known, n=1)
            raise InputError(
                f"Expected a {kind}: {', '.join(sorted(known))}. Received: {name!r}."
                + (f" Did you mean {hint[0]!r}?" if hint else "")
            )


def _pipelines() -> list[str]:
    folders = files("fashion_mnist.pipelines").iterdir()
    return [folder.name for folder in folders if (folder / "pipeline.py").is_file()]

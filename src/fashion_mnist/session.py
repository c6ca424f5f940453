"""The session that `kedro run` makes."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

import click
from kedro.framework.cli.utils import KedroCliError
from kedro.framework.session import KedroSession
from kedro.io import DataCatalog, DatasetError
from kedro.pipeline import Pipeline
from kedro.runner import AbstractRunner, SequentialRunner

from fashion_mnist import models
from fashion_mnist.availability import select_available

PARTS = ("train", "validation", "test")


class PlainSession(KedroSession):
    """Ends a run that cannot go on with the reason alone; `--verbose` shows where it happened."""

    def run(self, *args: Any, **options: Any) -> Any:
        """Run the pipelines, as KedroSession does."""
        try:
            check_names("pipeline", options.get("pipeline_names"), ["__default__", *_pipelines()])
            check_names("namespace", options.get("namespaces"), [*models.names(), *PARTS])
            options["runner"] = only_available(options.get("runner") or SequentialRunner())
            return super().run(*args, **options)
        except (DatasetError, ValueError) as error:
            if KedroCliError.VERBOSE_ERROR:
                raise
            raise click.ClickException(str(error)) from error


def only_available(runner: AbstractRunner) -> AbstractRunner:
    """Let a runner report on the models that have been run, instead of failing at the others."""
    run = runner.run

    def run_available(pipeline: Pipeline, catalog: DataCatalog, *args: Any, **options: Any) -> Any:
        return run(select_available(pipeline, catalog), catalog, *args, **options)

    runner.run = run_available  # type: ignore[method-assign,assignment]
    return runner


def check_names(kind: str, names: Iterable[str] | None, known: Collection[str]) -> None:
    """Raise ValueError, with a suggestion, at the first name that is not known."""
    for name in names or ():
        if name not in known:
            hint = get_close_matches(name, known, n=1)
            raise ValueError(
                f"Expected a {kind}: {', '.join(sorted(known))}. Received: {name!r}."
                + (f" Did you mean {hint[0]!r}?" if hint else "")
            )


def _pipelines() -> list[str]:
    folders = files("fashion_mnist.pipelines").iterdir()
    return [folder.name for folder in folders if (folder / "pipeline.py").is_file()]

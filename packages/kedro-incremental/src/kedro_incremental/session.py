"""The session that runs by the incremental runner unless another one is asked for."""

from typing import Any

import click
from kedro.framework.session import KedroSession
from kedro.runner import AbstractRunner, SequentialRunner

from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import is_asynchronous
from kedro_incremental.runner import IncrementalRunner


class IncrementalSession(KedroSession):
    """Runs what has changed.

    Kedro has no setting for a runner, so a project says in its `settings.py`::

        from kedro_incremental import IncrementalSession

        SESSION_CLASS = IncrementalSession

    A runner that is asked for by name is taken, `SequentialRunner` too.
    """

    def run(self, *args: Any, runner: AbstractRunner | None = None, **options: Any) -> Any:
        """Run the pipelines, as KedroSession does.

        Raises:
            IncrementalError: what was asked for cannot be run. At a prompt it is shown alone.
        """
        try:
            return super().run(*args, **options | {"runner": choose_runner(runner)})
        except IncrementalError as error:
            if click.get_current_context(silent=True) is None:
                raise
            raise click.ClickException(str(error)) from error


def choose_runner(runner: AbstractRunner | None) -> AbstractRunner:
    """Return the incremental runner where Kedro would take its default; else the one asked for."""
    if runner is None:
        return IncrementalRunner()
    context = click.get_current_context(silent=True)
    is_named = context is None or context.params.get("runner") is not None
    if type(runner) is SequentialRunner and not is_named:
        return IncrementalRunner(is_asynchronous(runner))
    return runner

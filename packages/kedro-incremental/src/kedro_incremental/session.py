"""A session with the incremental runner as the default of `kedro run`."""

from typing import Any

import click
from kedro.framework.session import KedroSession
from kedro.runner import AbstractRunner, SequentialRunner

from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import is_asynchronous
from kedro_incremental.runner import IncrementalRunner


class IncrementalSession(KedroSession):
    """A Kedro session that uses `IncrementalRunner` unless another runner is requested.

    Kedro has no setting for the default runner. Set the session class in `settings.py` instead::

        from kedro_incremental import IncrementalSession

        SESSION_CLASS = IncrementalSession

    A runner that is named on the command line wins, `SequentialRunner` included.
    """

    def run(self, *args: Any, runner: AbstractRunner | None = None, **options: Any) -> Any:
        """Run the pipelines, with the arguments of `KedroSession.run`.

        Raises:
            click.ClickException: in a command, in place of IncrementalError: no traceback is shown.
            IncrementalError: the run was refused.
        """
        try:
            return super().run(*args, **options | {"runner": choose_runner(runner)})
        except IncrementalError as error:
            if click.get_current_context(silent=True) is None:
                raise
            raise click.ClickException(str(error)) from error


def choose_runner(runner: AbstractRunner | None) -> AbstractRunner:
    """Return the requested runner, or the incremental one where Kedro would use its default."""
    if runner is None:
        return IncrementalRunner()
    context = click.get_current_context(silent=True)
    is_named = context is None or context.params.get("runner") is not None
    if type(runner) is SequentialRunner and not is_named:
        return IncrementalRunner(is_asynchronous(runner))
    return runner

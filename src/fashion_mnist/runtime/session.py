"""The session that `kedro run` makes."""

import errno
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import click
from kedro.config import MissingConfigException
from kedro.framework.context import KedroContext
from kedro.framework.session import KedroSession
from kedro.io import DatasetError
from kedro.runner import AbstractRunner, SequentialRunner

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.suggestions import suggest
from fashion_mnist.runtime.kedro_internals import is_asynchronous
from fashion_mnist.runtime.runner import ChangedRunner

log = logging.getLogger(__name__)

STAGES = ("data_engineering", "evaluation", "reporting")
# What the system refuses, whatever the code that asks for it: no right, no space, a file in the
# place of a folder.
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EDQUOT, errno.ENOSPC}
REFUSED |= {errno.EEXIST, errno.EISDIR, errno.ENOTDIR}


class PlainSession(KedroSession):
    """Ends a command that cannot go on with the reason alone, and logs where it was for debugging.

    Such are the mistakes of whoever asks for the run; an error of a node's code is raised as it is.
    """

    def load_context(self) -> KedroContext:
        """Load the configuration, as KedroSession does."""
        if click.get_current_context(silent=True) is None:  # in a notebook or a script
            return super().load_context()
        with _plainly(lambda: False):
            return super().load_context()

    def run(self, *args: Any, **options: Any) -> Any:
        """Run the pipelines, as KedroSession does."""
        runner = options["runner"] = choose_runner(options.get("runner"))
        with _plainly(lambda: getattr(runner, "has_started", True)):
            check_names("pipeline", options.get("pipeline_names"), ["__default__", *_pipelines()])
            check_names("namespace", options.get("namespaces"), [*STAGES, *model_names.names()])
            return super().run(*args, **options)


@contextmanager
def _plainly(has_started: Callable[[], bool]) -> Iterator[None]:
    """Raise click's error, which is shown without a traceback, for one that is no fault of code."""
    try:
        yield
    except Exception as error:
        message = _explain(error, has_started())
        if message is None:
            raise
        log.debug("Where it happened:", exc_info=error)
        raise click.ClickException(message) from error


def _explain(error: Exception, has_started: bool) -> str | None:
    """What to say of an error that is no fault of code; None of any other."""
    if isinstance(error, OSError) and error.errno in REFUSED:
        return (
            f"Expected to read and write files. Received for {error.filename}: {error.strerror}. "
            "Allow it, or make space; or write to another folder, which is `data` in "
            "conf/*/globals.yml."
        )
    is_of_user = isinstance(error, InputError | DatasetError | MissingConfigException)
    is_of_command = isinstance(error, ValueError) and not has_started
    return str(error) if is_of_user or is_of_command else None


def choose_runner(runner: AbstractRunner | None) -> AbstractRunner:
    """The project's own runner in the place of Kedro's default; any other as it is."""
    if runner is None:
        return ChangedRunner()
    return ChangedRunner(is_asynchronous(runner)) if type(runner) is SequentialRunner else runner


def check_names(kind: str, names: Iterable[str] | None, known: Collection[str]) -> None:
    """Raise InputError, with a suggestion, at the first name that is not known."""
    for name in names or ():
        if name not in known:
            raise InputError(
                f"Expected a {kind}: {', '.join(sorted(known))}. Received: {name!r}."
                + suggest(name, known)
            )


def _pipelines() -> list[str]:
    folders = files("fashion_mnist.pipelines").iterdir()
    return [folder.name for folder in folders if (folder / "pipeline.py").is_file()]

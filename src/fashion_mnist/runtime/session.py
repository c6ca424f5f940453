"""The session that `kedro run` creates."""

import errno
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from kedro.config import MissingConfigException
from kedro.framework.context import KedroContext
from kedro.framework.project import pipelines
from kedro.io import DatasetError

from fashion_mnist.parameters.errors import InputError, check_name
from fashion_mnist.pipelines import find_names
from kedro_incremental import IncrementalError, IncrementalSession
from kedro_incremental.session import choose_runner

log = logging.getLogger(__name__)

# Refusals of the operating system, which no code can prevent: no permission, no space, a file in
# place of a folder.
OS_REFUSALS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EDQUOT, errno.ENOSPC}
OS_REFUSALS |= {errno.EEXIST, errno.EISDIR, errno.ENOTDIR}


class StudySession(IncrementalSession):
    """Ends a command with a message instead of a traceback unless a bug caused the error."""

    def load_context(self) -> KedroContext:
        """Load the configuration, as KedroSession does."""
        with errors_as_messages(lambda: False):
            return super().load_context()

    def run(self, *args: Any, **options: Any) -> Any:
        """Run the pipelines, as KedroSession does."""
        from fashion_mnist.datasets.base import own_temporary_files  # slow to import

        runner = options["runner"] = choose_runner(options.get("runner"))
        with errors_as_messages(lambda: getattr(runner, "has_started", True)):
            names = options.get("pipeline_names")
            for name in names or ():
                check_name("Expected a pipeline:", ["__default__", *find_names()], name)
            for name in options.get("namespaces") or ():
                check_name("Expected a namespace:", find_namespaces(names), name)
            with own_temporary_files():
                return super().run(*args, **options)


@contextmanager
def errors_as_messages(has_started: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """End a command with a message, without a traceback, unless a bug caused the error.

    The traceback is logged for debugging. Errors outside a command, such as in a notebook, are
    raised unchanged.
    """
    try:
        yield
    except Exception as error:
        is_command = click.get_current_context(silent=True) is not None
        message = _explain(error, has_started()) if is_command else None
        if message is None:
            raise
        log.debug("Where it happened:", exc_info=error)
        raise click.ClickException(message) from error


def _explain(error: Exception, has_started: bool) -> str | None:
    """Return the message for an error, or None if a bug caused it."""
    if isinstance(error, OSError) and error.errno in OS_REFUSALS:
        return (
            f"Expected to read and write files. Received for {error.filename or 'a file'}: "
            f"{error.strerror}. Allow it, or free some space; or set another folder as `data` in "
            "conf/*/globals.yml."
        )
    cause = _find_cause(error)
    from_library = type(cause).__module__ != "builtins" or isinstance(cause, OSError)
    if from_library and "fsspec.asyn" in _list_modules(cause):  # of a store such as S3
        return (
            f"Expected to read and write files in a store. Received: {cause}. Run the same command "
            "again once the store can be reached and has the files; finished nodes are kept."
        )
    from_user = isinstance(error, InputError | IncrementalError | MissingConfigException)
    from_file = isinstance(error, DatasetError) and not _is_bug(cause, str(error))
    from_command = isinstance(error, ValueError) and not has_started
    return str(error) if from_user or from_file or from_command else None


def _find_cause(error: BaseException) -> BaseException:
    """Return the error that Kedro wrapped in a DatasetError, or the error itself."""
    while isinstance(error, DatasetError) and isinstance(error.__cause__, DatasetError):
        error = error.__cause__
    is_failure = isinstance(error, DatasetError) and str(error).startswith("Failed ")
    return error.__cause__ or error if is_failure else error


def _is_bug(error: BaseException, message: str) -> bool:
    """Return whether a dataset's error is a bug, since no file can cause it.

    A file that cannot be decoded causes a ValueError, an EOFError or an error of the decoder's own.
    Kedro's message says whether the dataset was being loaded.
    """
    if isinstance(error, DatasetError | InputError | IncrementalError | OSError):
        return False
    is_builtin = type(error).__module__ == "builtins"
    from_decoder = not is_builtin or isinstance(error, ValueError | EOFError)
    from_study = _list_modules(error)[-1].startswith("fashion_mnist.")
    return "Failed while loading" not in message or from_study or not from_decoder


def _list_modules(error: BaseException) -> list[str]:
    """List the modules in an error's traceback; the last one raised it."""
    frames = traceback.walk_tb(error.__traceback__)
    return [str(frame.f_globals.get("__name__")) for frame, _ in frames]


def find_namespaces(names: Iterable[str] | None) -> list[str]:
    """List the namespaces of the named pipelines, by default of the default pipeline."""
    pipelines.set_requested(list(names) if names else None)
    nodes = (node for name in names or ["__default__"] for node in pipelines[name].nodes)
    return sorted({prefix for node in nodes for prefix in node.namespace_prefixes})

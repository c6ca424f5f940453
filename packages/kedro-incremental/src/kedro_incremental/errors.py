"""The error of whoever asks for a run, and the commands that its message advises."""

import shlex

_options: list[str] = []


class IncrementalError(Exception):
    """What was asked for cannot be run: says what was expected, what was received, what to do."""


def use_options(**options: str | None) -> None:
    """Let the advised commands name these options of the session, such as `env`."""
    given = {name.replace("_", "-"): value for name, value in options.items() if value}
    _options[:] = [f"--{name}={value}" for name, value in given.items()]


def kedro_command(*words: str) -> str:
    """Return a command of Kedro with the options of the session, as a shell takes it."""
    return shlex.join(["kedro", *words, *_options])

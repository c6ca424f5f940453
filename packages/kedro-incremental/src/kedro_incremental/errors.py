"""The plugin's error class, and the Kedro commands that error messages recommend."""

import shlex

_options: list[str] = []


class IncrementalError(Exception):
    """A request that cannot be run; the message says what was expected and what to do."""


def use_options(**options: str | None) -> None:
    """Add options of the session, such as `env`, to the commands that messages recommend."""
    given = {name.replace("_", "-"): value for name, value in options.items() if value}
    _options[:] = [f"--{name}={value}" for name, value in given.items()]


def kedro_command(*words: str) -> str:
    """Return a Kedro command with the options of the session, quoted for a shell."""
    return shlex.join(["kedro", *words, *_options])

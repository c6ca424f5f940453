"""The error of a mistake in what the user gave, and what its message may advise."""

import shlex
from collections.abc import Iterable
from difflib import get_close_matches

_options: list[str] = []


class InputError(ValueError):
    """What was given cannot be used: the message says what was expected, received, and to do."""


def missing_extra(library: str, extra: str) -> InputError:
    """What to raise where a library is missing that an extra of the project installs."""
    return InputError(f"Expected {library}. Received none: {how_to_install(extra)}.")


def how_to_install(extra: str) -> str:
    """What to run; by the path, as an index may have a package of somebody else by that name."""
    return f"run .venv/bin/python -m pip install -e '.[{extra}]' in the project's folder"


def suggest(name: str, known: Iterable[str]) -> str:
    """A question after the known name that this one is most like; empty if it is like none."""
    by_lower_case = {each.lower(): each for each in known}
    alike = get_close_matches(name.lower(), by_lower_case, n=1)
    return f" Did you mean {by_lower_case[alike[0]]!r}?" if alike else ""


def use_options(**options: str | None) -> None:
    """Have the advised commands name these options of the session, such as `env`."""
    _options[:] = [
        f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value
    ]


def kedro_command(command: str, *arguments: str) -> str:
    """A command of Kedro, with the session's options."""
    return shlex.join(["kedro", command, *_options, *arguments])

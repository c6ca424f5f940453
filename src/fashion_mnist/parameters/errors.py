"""The error for wrong user input, and the advice in its messages."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from importlib.util import find_spec


class InputError(ValueError):
    """Wrong user input; the message says what was expected and received, and what to do."""


def require(libraries: Collection[str], purpose: str, extra: str) -> None:
    """Raise InputError, which tells the purpose, unless the libraries of an extra are installed."""
    if missing := [name for name in libraries if find_spec(name) is None]:
        expected = purpose.format(", ".join(missing))
        raise InputError(f"Expected {expected}. Received none: {how_to_install(extra)}.")


def how_to_install(extra: str) -> str:
    """Advise to install an extra, from the local path, as another project may have our name."""
    return f"run .venv/bin/python -m pip install -e '.[{extra}]' in the project's folder"


def check_name(expected: str, known: Collection[str], name: str) -> str:
    """Return a name; raise InputError, with a suggestion, unless it is known."""
    if name not in known:
        hint = suggest(name, known)
        raise InputError(f"{expected} {', '.join(known)}. Received: {name!r}.{hint}")
    return name


def suggest(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name closest to this one was meant; empty if none is similar."""
    by_lower_case = {each.lower(): each for each in known}
    matches = get_close_matches(name.lower(), by_lower_case, n=1)
    return f" Did you mean {by_lower_case[matches[0]]!r}?" if matches else ""

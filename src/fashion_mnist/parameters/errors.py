"""The error of a person who uses the project, as opposed to one of the project itself."""


class InputError(ValueError):
    """What was given cannot be used: the message says what was expected, received, and to do."""


def missing_extra(library: str, extra: str) -> InputError:
    """What to raise where a library is missing that an extra of the project installs."""
    return InputError(f"Expected {library}. Received none: {how_to_install(extra)}.")


def how_to_install(extra: str) -> str:
    """What to run; by the path, as an index may have a package of somebody else by that name."""
    return f"run .venv/bin/python -m pip install -e '.[{extra}]' in the project's folder"

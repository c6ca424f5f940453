"""The error of a person who uses the project, as opposed to one of the project itself."""


class InputError(ValueError):
    """What was given cannot be used: the message says what was expected, received, and to do."""


def missing_extra(library: str, extra: str) -> InputError:
    """What to raise where a library is missing that an extra of the project installs."""
    what_to_do = f"pip install 'fashion-mnist[{extra}]'"
    return InputError(f"Expected {library}. Received none: {what_to_do}.")

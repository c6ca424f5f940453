"""The error of a person who uses the project, as opposed to one of the project itself."""


class InputError(ValueError):
    """What was given cannot be used: the message says what was expected, received, and to do."""

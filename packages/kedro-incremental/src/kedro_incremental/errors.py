"""The error of whoever asks for a run, which is shown without a traceback."""


class IncrementalError(Exception):
    """What was asked for cannot be run: says what was expected, what was received, what to do."""

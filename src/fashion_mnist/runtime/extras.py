"""Libraries that are installed only when asked for."""

import click


def ask_for(library: str, extra: str) -> click.ClickException:
    """An error that says how to install a library that is missing."""
    what_to_do = f"pip install 'fashion-mnist[{extra}]'"
    return click.ClickException(f"Expected {library}. Received none: {what_to_do}.")

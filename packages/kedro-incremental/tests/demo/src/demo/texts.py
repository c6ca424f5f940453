"""Texts."""


def greet(name):
    """Greet."""
    return f"Dear {name},"

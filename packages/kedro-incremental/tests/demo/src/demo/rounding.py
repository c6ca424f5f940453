"""Found by its dotted path, in the parameters."""


def to_cents(value):
    """Round."""
    return round(value, 2)

"""A function that the parameters name by its dotted path."""


def to_cents(value):
    """Round."""
    return round(value, 2)

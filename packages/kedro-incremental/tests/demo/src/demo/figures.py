"""A figure."""

WIDTH = 20


def draw(totals):
    """Draw bars."""
    most = max(totals.values())
    return "\n".join(f"{name} {'#' * int(WIDTH * v / most)}" for name, v in totals.items())

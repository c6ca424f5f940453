"""Training of a model that is pickled, with a class from another module."""

from demo.curves import Line


def fit(discounted, degree):
    """Fit a line through the origin."""
    slope = sum(o["price"] for o in discounted) / sum(o["n"] for o in discounted)
    return Line(slope, degree)

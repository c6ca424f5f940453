"""Curves."""


class Line:
    """A line through the origin."""

    def __init__(self, slope, degree):
        self.slope, self.degree = slope, degree

    def predict(self, n):
        """Predict."""
        return round(self.slope * n**self.degree, 3)

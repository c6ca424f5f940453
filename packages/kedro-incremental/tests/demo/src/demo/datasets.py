"""A dataset of the project."""

from kedro_datasets.text import TextDataset


class PageDataset(TextDataset):
    """Text wrapped to lines of a fixed width."""

    def __init__(self, *, filepath, width, **options):
        super().__init__(filepath=filepath, **options)
        self.width = width

    def save(self, data):
        """Save lines."""
        lines = (data[i : i + self.width] for i in range(0, len(data), self.width))
        super().save("\n".join(lines))

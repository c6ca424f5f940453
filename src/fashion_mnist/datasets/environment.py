"""What a run is made with, as a dataset."""

from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

from fashion_mnist.environment import describe_environment


class EnvironmentDataset(AbstractDataset[None, dict[str, Any]]):
    """Loads a description of the machine, the installed versions and the repository's commit.

    Example:
        ::

            machine:
              type: fashion_mnist.datasets.EnvironmentDataset
              filepath: .
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        """Point to a folder of the repository."""
        self._filepath = Path(filepath)
        self.metadata = metadata

    def load(self) -> dict[str, Any]:
        """Return the description, made now."""
        return describe_environment(self._filepath)

    def save(self, data: None) -> NoReturn:
        """Refuse: the environment is as it is."""
        raise DatasetError(f"{type(self).__name__} is read-only")

    def _exists(self) -> bool:
        return True

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath}

"""The size of a file that another dataset wrote."""

from pathlib import PurePosixPath
from typing import Any, NoReturn

import fsspec
from kedro.io import AbstractDataset, DatasetError
from kedro.io.core import get_protocol_and_path


class FileSizeDataset(AbstractDataset[None, int]):
    """Loads the size of a file in bytes; meant to be transcoded with the dataset that saves it.

    Example:
        ::

            model@fitted:
              type: pickle.PickleDataset
              filepath: data/06_models/model.pickle
            model@size:
              type: fashion_mnist.datasets.FileSizeDataset
              filepath: data/06_models/model.pickle
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        """Point to the file."""
        protocol, path = get_protocol_and_path(filepath)
        self._fs = fsspec.filesystem(protocol)
        self._filepath = PurePosixPath(path)
        self.metadata = metadata

    def load(self) -> int:
        """Return the number of bytes."""
        return int(self._fs.size(str(self._filepath)))

    def save(self, data: None) -> NoReturn:
        """Refuse: the size follows from the file."""
        raise DatasetError(f"{type(self).__name__} is read-only: save the file itself instead")

    def _exists(self) -> bool:
        return bool(self._fs.exists(str(self._filepath)))

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath}

"""The size of a file that another dataset wrote."""

from pathlib import PurePosixPath
from typing import Any

import fsspec
from kedro.io.core import get_protocol_and_path

from fashion_mnist.datasets.kedro_viz import Metadata
from fashion_mnist.datasets.read_only import ReadOnlyDataset


class FileSizeDataset(ReadOnlyDataset[int]):
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

    _advice = ": save the file itself instead"

    def __init__(
        self,
        *,
        filepath: str,
        credentials: dict[str, Any] | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the file, on any file system that fsspec knows."""
        protocol, path = get_protocol_and_path(filepath)
        self._fs = fsspec.filesystem(protocol, **(credentials or {}))
        self._filepath = PurePosixPath(path)
        self.metadata = metadata

    def load(self) -> int:
        """Return the number of bytes."""
        return int(self._fs.size(str(self._filepath)))

    def _exists(self) -> bool:
        return bool(self._fs.exists(str(self._filepath)))

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath}

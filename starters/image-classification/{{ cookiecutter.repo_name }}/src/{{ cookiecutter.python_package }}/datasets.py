"""A dataset for arrays, which Kedro's datasets lack."""

from pathlib import PurePosixPath
from typing import Any

import fsspec
import numpy as np
from kedro.io import AbstractVersionedDataset, Version
from kedro.io.core import get_filepath_str, get_protocol_and_path
from numpy.typing import NDArray

Array = NDArray[Any]


class NumpyDataset(AbstractVersionedDataset[Array, Array]):
    """Saves an array to a `.npy` file.

    Example:
        ::

            train.images:
              type: PACKAGE.datasets.NumpyDataset
              filepath: data/05_model_input/train/images.npy
    """

    def __init__(
        self,
        *,
        filepath: str,
        version: Version | None = None,
        credentials: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Point to the file, on any file system that fsspec supports."""
        protocol, path = get_protocol_and_path(filepath, version)
        options = {"auto_mkdir": True} if protocol == "file" else credentials or {}
        self._protocol, self._fs = protocol, fsspec.filesystem(protocol, **options)
        self.metadata = metadata
        super().__init__(PurePosixPath(path), version, self._fs.exists, self._fs.glob)

    def load(self) -> Array:
        """Return the array."""
        path = get_filepath_str(self._get_load_path(), self._protocol)
        with self._fs.open(path, "rb") as file:
            array: Array = np.lib.format.read_array(file, allow_pickle=False)
        return array

    def save(self, data: Array) -> None:
        """Write the file."""
        path = get_filepath_str(self._get_save_path(), self._protocol)
        with self._fs.open(path, "wb") as file:
            np.lib.format.write_array(file, data, allow_pickle=False)

    def _exists(self) -> bool:
        return bool(self._fs.exists(get_filepath_str(self._get_load_path(), self._protocol)))

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath, "protocol": self._protocol, "version": self._version}

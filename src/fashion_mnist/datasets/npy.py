"""NumPy arrays in `.npy` files."""

from pathlib import PurePosixPath

import fsspec
import numpy as np
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, Version
from kedro.io.core import get_filepath_str, get_protocol_and_path
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.kedro_viz import Metadata, summarise


class NumpyDataset(AbstractVersionedDataset[NDArray[np.generic], NDArray[np.generic]]):
    """Saves an array to a `.npy` file; a local file is loaded memory-mapped and read-only.

    Example:
        ::

            images:
              type: fashion_mnist.datasets.NumpyDataset
              filepath: data/05_model_input/images.npy
    """

    def __init__(
        self,
        *,
        filepath: str,
        version: Version | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the file, on any file system that fsspec knows."""
        protocol, path = get_protocol_and_path(filepath, version)
        self._protocol = protocol
        self._fs = fsspec.filesystem(protocol, **{"auto_mkdir": True} if protocol == "file" else {})
        self.metadata = metadata
        super().__init__(
            filepath=PurePosixPath(path),
            version=version,
            exists_function=self._fs.exists,
            glob_function=self._fs.glob,
        )

    def load(self) -> NDArray[np.generic]:
        """Return the array."""
        path = get_filepath_str(self._get_load_path(), self._protocol)
        if isinstance(self._fs, LocalFileSystem):
            mapped: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
            return mapped
        with self._fs.open(path, "rb") as file:
            array: NDArray[np.generic] = np.load(file, allow_pickle=False)
        return array

    def save(self, data: NDArray[np.generic]) -> None:
        """Write the array."""
        path = get_filepath_str(self._get_save_path(), self._protocol)
        with self._fs.open(path, "wb") as file:
            np.save(file, data, allow_pickle=False)

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(self.load())

    def _exists(self) -> bool:
        return bool(self._fs.exists(get_filepath_str(self._get_load_path(), self._protocol)))

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "protocol": self._protocol, "version": self._version}

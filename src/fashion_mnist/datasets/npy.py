"""NumPy arrays in `.npy` files."""

from pathlib import Path, PurePosixPath
from typing import Any

import fsspec
import numpy as np
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, DatasetError, Version
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
        credentials: dict[str, Any] | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the file, on any file system that fsspec knows."""
        protocol, path = get_protocol_and_path(filepath, version)
        self._protocol = protocol
        options = {"auto_mkdir": True} if protocol == "file" else (credentials or {})
        self._fs = fsspec.filesystem(protocol, **options)
        self.metadata = metadata
        super().__init__(
            filepath=PurePosixPath(path),
            version=version,
            exists_function=self._fs.exists,
            glob_function=self._fs.glob,
        )

    def load(self) -> NDArray[np.generic]:
        """Return the array.

        Raises:
            DatasetError: the file is missing or damaged.
        """
        path = get_filepath_str(self._get_load_path(), self._protocol)
        try:
            return self._read(path)
        except (EOFError, ValueError) as error:
            raise DatasetError(
                f"Expected an array in the file {path}. Received what cannot be read: {error}. "
                "Delete it if it is there, and run again what makes it."
            ) from error

    def _read(self, path: str) -> NDArray[np.generic]:
        if isinstance(self._fs, LocalFileSystem):
            if not Path(path).is_file():  # a pipe may never end
                raise ValueError("there is no such file")
            return np.lib.format.open_memmap(path, mode="r")
        with self._fs.open(path, "rb") as file:
            array: NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
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

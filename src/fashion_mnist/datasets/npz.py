"""One of the NumPy arrays in an `.npz` file."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from kedro.io import DatasetError
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.kedro_viz import Metadata, summarise
from fashion_mnist.datasets.read_only import ReadOnlyDataset
from fashion_mnist.images.arrays import Images


class NpzDataset(ReadOnlyDataset[NDArray[np.generic]]):
    """Loads one array of an `.npz` file, without a last axis of length 1.

    Example:
        ::

            train_images:
              type: fashion_mnist.datasets.NpzDataset
              filepath: data/01_raw/digits.npz
              key: x_train
              white: 16
    """

    def __init__(
        self,
        *,
        filepath: str,
        key: str,
        white: float | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the array.

        Args:
            filepath: a local path.
            key: the name of the array in the file.
            white: the value that becomes 255, where pixels are not uint8; 0 stays black.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self._key = key
        self._white = white
        self.metadata = metadata

    def load(self) -> NDArray[np.generic]:
        """Return the array.

        Raises:
            DatasetError: the file is missing, is no `.npz` file or has no such array, or values
                lie outside 0 to `white`.
        """
        array = self._read()
        if array.ndim > 1 and array.shape[-1] == 1:
            array = array[..., 0]
        return array if self._white is None else to_pixels(array, self._white)

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(self.load())

    def _read(self) -> NDArray[np.generic]:
        if not self._filepath.exists():
            raise DatasetError(f"There is no file {self._filepath}: place it there.")
        if not zipfile.is_zipfile(self._filepath):
            raise DatasetError(
                f"Expected an .npz file, as numpy.savez writes it. Received {self._filepath}, "
                "which is none or is incomplete."
            )
        with np.load(self._filepath, allow_pickle=False) as file:
            if self._key not in file:
                raise DatasetError(
                    f"Expected an array {self._key!r} in {self._filepath}. Received "
                    f"{', '.join(file) or 'none'}: correct `key` in the catalog."
                )
            array: NDArray[np.generic] = file[self._key]
        return array

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "key": self._key, "white": self._white}


def to_pixels(array: NDArray[Any], white: float) -> Images:
    """Scale numbers from 0 to `white` to uint8 from 0 to 255.

    Raises:
        DatasetError: there are numbers outside this range, or that are none.
    """
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= white):
        raise DatasetError(
            f"Expected pixels from 0 to {white}. Received {low} to {high}: correct `white` in the "
            "catalog."
        )
    return np.rint(array * (255 / white)).astype(np.uint8)

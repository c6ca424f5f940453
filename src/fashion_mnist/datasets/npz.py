"""One of the NumPy arrays in an `.npz` file."""

import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from kedro.io import DatasetError
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.kedro_viz import Metadata, summarise
from fashion_mnist.datasets.raw_files import REPLACE_IT, check_file, check_size
from fashion_mnist.datasets.read_only import ReadOnlyDataset
from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters.errors import InputError

SUFFIX = ".npy"  # of the files in an `.npz` file, each of which is an array
KINDS = "biufU"  # NumPy's codes of numbers and names


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
        self._white = _check_white(white)
        self.metadata = metadata

    def load(self) -> NDArray[np.generic]:
        """Return the array.

        Raises:
            DatasetError: the file is missing, damaged, too large or no `.npz` file, or has no such
                array, or values lie outside 0 to `white`.
        """
        array = self._read()
        if array.ndim > 1 and array.shape[-1] == 1:
            array = array[..., 0]
        return array if self._white is None else to_pixels(array, self._white)

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(self.load())

    def _read(self) -> NDArray[np.generic]:
        check_file(self._filepath)
        try:
            with zipfile.ZipFile(self._filepath) as archive:
                return self._read_array(archive)
        except DatasetError:
            raise
        except Exception as error:  # zipfile and NumPy raise whatever they stumble over
            raise DatasetError(
                "Expected an .npz file, as numpy.savez writes it. Received "
                f"{self._filepath}, which cannot be read: {str(error) or type(error).__name__}. "
                f"{REPLACE_IT}"
            ) from error

    def _read_array(self, archive: zipfile.ZipFile) -> NDArray[np.generic]:
        names = [name.removesuffix(SUFFIX) for name in archive.namelist() if name.endswith(SUFFIX)]
        if self._key not in names:
            raise DatasetError(
                f"Expected an array {self._key!r} in {self._filepath}. Received "
                f"{', '.join(names) or 'none'}: correct `key` in the catalog."
            )
        member = archive.getinfo(self._key + SUFFIX)
        check_size(member.file_size, f"{self._key!r} in {self._filepath}")
        with archive.open(member) as file:
            array: NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
            if file.read(1):
                raise ValueError(f"there is more in {self._key!r} than its header promises")
        if array.dtype.kind not in KINDS or not array.dtype.itemsize:
            raise ValueError(f"{self._key!r} has neither numbers nor names, but {array.dtype}")
        return array

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "key": self._key, "white": self._white}


def _check_white(white: float | None) -> float | None:
    if white is not None and not (isinstance(white, int | float) and 0 < white < math.inf):
        raise InputError(f"Expected white to be a number above 0, or null. Received: {white!r}")
    return white


def to_pixels(array: NDArray[Any], white: float) -> Images:
    """Scale numbers from 0 to `white` to uint8 from 0 to 255.

    Raises:
        DatasetError: there are no numbers, or some are outside this range.
    """
    if array.dtype.kind == "U" or not array.size:
        raise DatasetError(
            f"Expected pixels from 0 to {white}. Received {array.dtype} of shape {array.shape}: "
            "correct `key` in the catalog, or leave `white` out."
        )
    low, high = array.min().item(), array.max().item()
    if not (low >= 0 and high <= white):
        raise DatasetError(
            f"Expected pixels from 0 to {white}. Received {low} to {high}: correct `white` in the "
            "catalog."
        )
    scaled = np.divide(array, white, dtype=np.float64)
    scaled *= 255
    pixels: Images = np.rint(scaled, out=scaled).astype(np.uint8)
    return pixels

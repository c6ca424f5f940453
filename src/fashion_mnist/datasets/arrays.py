"""Arrays in `.npy` and `.npz` files."""

import math
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import fsspec
import numpy as np
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractDataset, AbstractVersionedDataset, DatasetError, Version
from kedro.io.core import get_filepath_str, get_protocol_and_path
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset, summarise
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size
from fashion_mnist.images.arrays import AnyImages, Images, Normalised
from fashion_mnist.parameters.errors import InputError

SUFFIX = ".npy"  # of the files in an `.npz` file, each of which is an array
KINDS = "biufU"  # NumPy's codes of numbers and names

AT_ONCE = 4096  # images compared at a time


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


class PixelViewDataset(AbstractDataset[AnyImages | Normalised, AnyImages]):
    """Gives the pixels in a `.npy` file of another dataset in a shape of its own, scaled or not.

    So they lie on disk once, a byte each. Saving compares, and writes nothing. What nodes make of
    pixels is worked out here anew, so that whoever changes a node is told, and loads nothing old.

    Example:
        ::

            images:
              type: fashion_mnist.datasets.PixelViewDataset
              filepath: data/02_intermediate/pixels.npy
              shape: with_channels
              dtype: float32
    """

    def __init__(
        self,
        *,
        filepath: str,
        shape: Literal["as_they_are", "with_channels", "flat"] = "as_they_are",
        dtype: Literal["uint8", "float32"] = "float32",
        credentials: dict[str, Any] | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the pixels.

        Args:
            filepath: of the pixels, on any file system that fsspec knows.
            shape: that of the pixels; with a last axis of channels; or a row for each image.
            dtype: uint8 in [0, 255], of a local file memory-mapped and read-only, or float32 in
                [0, 1], in memory.
            credentials: for the file system.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._pixels = NumpyDataset(filepath=filepath, credentials=credentials)
        protocol, path = get_protocol_and_path(filepath)
        self._filepath = PurePosixPath(path)
        self._fs = fsspec.filesystem(protocol, **credentials or {})
        self._shape = shape
        self._dtype = np.dtype(dtype)
        self.metadata = metadata

    def load(self) -> AnyImages:
        """Return the images.

        Raises:
            DatasetError: the file of the pixels is missing or damaged.
        """
        return self._scale(self._arrange())

    def save(self, data: AnyImages | Normalised) -> None:
        """Make sure that loading gives the same.

        Raises:
            DatasetError: it gives something else.
        """
        pixels = self._arrange()
        if (data.shape, data.dtype) != (pixels.shape, self._dtype) or not all(
            np.array_equal(data[some], self._scale(pixels[some])) for some in _slices(len(data))
        ):
            raise DatasetError(
                f"Expected the pixels of {self._filepath} as {self._dtype} of shape "
                f"{pixels.shape}, which lie on disk once. Received others, {data.dtype} of shape "
                f"{data.shape}: to prepare images in another way, give this entry of the catalog a "
                "file of its own, by fashion_mnist.datasets.NumpyDataset."
            )

    def preview(self) -> TablePreview:
        """Summarise the images for kedro-viz."""
        return summarise(self.load())

    def _arrange(self) -> AnyImages:
        pixels: Any = self._pixels.load()
        n, height, width, *_ = pixels.shape
        arranged: AnyImages = pixels.reshape(
            {"as_they_are": pixels.shape, "with_channels": (n, height, width, -1), "flat": (n, -1)}[
                self._shape
            ]
        )
        return arranged

    def _scale(self, pixels: AnyImages) -> AnyImages:
        return np.divide(pixels, 255, dtype=np.float32) if self._dtype == np.float32 else pixels

    def _exists(self) -> bool:
        return self._pixels.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "shape": self._shape, "dtype": str(self._dtype)}


def _slices(n: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, n, AT_ONCE))

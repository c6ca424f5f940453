"""Arrays in `.npy` and `.npz` files, and images that are scaled on access."""

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from fsspec.implementations.local import LocalFileSystem
from kedro.io import DatasetError, Version
from kedro.io.core import get_filepath_str
from kedro_datasets._typing import TablePreview
from kedro_datasets.text import TextDataset
from numpy.typing import NDArray

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset, summarise
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size
from fashion_mnist.images.arrays import Images, ScaledImages, digest_pixels
from fashion_mnist.parameters.errors import InputError

SUFFIX = ".npy"  # of the array files in an `.npz` file
KINDS = "biufU"  # NumPy's codes of numeric and string dtypes


class _FileDataset(TextDataset):
    """Base of datasets with one file; `TextDataset` finds it in any file system and version."""

    def load(self) -> Any:
        """Return the saved content, or raise DatasetError if the file is missing or damaged."""
        path = get_filepath_str(self._get_load_path(), self._protocol)
        is_local = isinstance(self._fs, LocalFileSystem)
        if is_local and not Path(path).exists():
            raise DatasetError(
                f"Expected an array in the file {path}. There is no such file. Run its node again."
            )
        try:
            if is_local and not Path(path).is_file():
                raise ValueError("it is not a regular file")  # a pipe may never end
            return self._read(path)
        except (EOFError, KeyError, TypeError, ValueError) as error:
            raise DatasetError(
                f"Expected an array in the file {path}. Received content that cannot be read: "
                f"{error}. Delete the file, and run its node again."
            ) from error

    def save(self, data: Any) -> None:
        """Write the file."""
        self._write(get_filepath_str(self._get_save_path(), self._protocol), data)

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(np.asarray(self.load()))


class NumpyDataset(_FileDataset):
    """Saves an array to a `.npy` file; local files are loaded memory-mapped and read-only."""

    def _read(self, path: str) -> NDArray[Any]:
        if isinstance(self._fs, LocalFileSystem):
            return np.lib.format.open_memmap(path, mode="r")
        with self._fs.open(path, "rb") as file:
            return np.asarray(np.lib.format.read_array(file, allow_pickle=False))

    def _write(self, path: str, data: NDArray[Any]) -> None:
        with self._fs.open(path, "wb") as file:
            np.save(file, data, allow_pickle=False)


class ScaledImagesDataset(_FileDataset):
    """Saves the levels, shape and pixel digest of images to a JSON file of about 3 KB.

    The pixels are on disk only once, with a byte each, in the file of another dataset.
    """

    def __init__(
        self,
        *,
        filepath: str,
        pixels: dict[str, Any],
        version: Version | None = None,
        credentials: dict[str, Any] | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to the JSON file, and by `pixels` to a `NumpyDataset` with the same credentials."""
        super().__init__(
            filepath=filepath, version=version, credentials=credentials, metadata=metadata
        )
        self._pixels_path = pixels["filepath"]
        self._pixels = NumpyDataset(**pixels, credentials=credentials)

    def _read(self, path: str) -> ScaledImages:
        with self._fs.open(path, "rb") as file:
            header = json.load(file)
        pixels = self._pixels.load()
        if digest_pixels(pixels) != header["digest"]:
            raise DatasetError(
                f"Expected the pixels in {self._pixels_path} from which {path} was made. "
                "Received pixels that have changed since: run `data_engineering` again."
            )
        return ScaledImages(pixels.reshape(header["shape"]), np.array(header["levels"], np.float32))

    def _write(self, path: str, data: ScaledImages) -> None:
        digest = digest_pixels(data.pixels)
        if digest != digest_pixels(self._pixels.load()):
            raise DatasetError(
                f"Expected the pixels in {self._pixels_path}, scaled or in another shape. Received "
                "other pixels: save these with fashion_mnist.datasets.NumpyDataset, and give the "
                "file as `pixels` in the catalog."
            )
        levels = [float(str(level)) for level in data.levels]  # with no more digits than in float32
        with self._fs.open(path, "w") as file:
            json.dump({"shape": data.shape, "digest": digest, "levels": levels}, file)


class NpzDataset(ReadOnlyDataset[NDArray[np.generic]]):
    """Loads one array of an `.npz` file, as in `conf/digits`, and drops a last axis of length 1."""

    def __init__(
        self, *, filepath: str, key: str, white: float | None = None, metadata: Metadata = None
    ) -> None:
        """Point to an array in a local file; if pixels are not uint8, `white` becomes 255."""
        if white is not None and not (isinstance(white, int | float) and 0 < white < math.inf):
            raise InputError(f"Expected white to be a number above 0, or null. Received: {white!r}")
        self._filepath, self._key, self._white = Path(filepath), key, white
        self.metadata = metadata

    def load(self) -> NDArray[np.generic]:
        """Return the array; raise DatasetError if it is missing, damaged or beyond `white`."""
        check_file(self._filepath)
        try:
            with zipfile.ZipFile(self._filepath) as archive:
                array = self._read_array(archive)
        except DatasetError:
            raise
        except Exception as error:  # zipfile and NumPy raise errors of many types
            raise DatasetError(
                "Expected an .npz file, as numpy.savez writes it. Received "
                f"{self._filepath}, which cannot be read: {str(error) or type(error).__name__}. "
                f"{REPLACE_IT}"
            ) from error
        if array.ndim > 1 and array.shape[-1] == 1:
            array = array[..., 0]
        return array if self._white is None else _to_pixels(array, self._white)

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(self.load())

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
                raise ValueError(f"there is more in {self._key!r} than its header declares")
        if array.dtype.kind not in KINDS or not array.dtype.itemsize:
            raise ValueError(f"{self._key!r} has neither numbers nor names, but {array.dtype}")
        return array


def _to_pixels(array: NDArray[Any], white: float) -> Images:
    """Scale numbers from 0 to `white` to uint8 from 0 to 255."""
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
    return np.asarray(np.rint(scaled, out=scaled).astype(np.uint8))

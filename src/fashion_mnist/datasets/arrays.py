"""Arrays in `.npy` and `.npz` files, and images that are scaled on access."""

import hashlib
import json
import math
import zipfile
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import fsspec
import numpy as np
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, DatasetError, Version
from kedro.io.core import get_filepath_str, get_protocol_and_path
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset, summarise
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size
from fashion_mnist.images.arrays import Images, ScaledImages
from fashion_mnist.parameters.errors import InputError

SUFFIX = ".npy"  # of the array files in an `.npz` file
Content = TypeVar("Content")
KINDS = "biufU"  # NumPy's codes of numeric and string dtypes


class _FileDataset(AbstractVersionedDataset[Content, Content]):
    """Base of versioned datasets with one file, on any file system."""

    def __init__(
        self,
        *,
        filepath: str,
        version: Version | None = None,
        credentials: dict[str, Any] | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to the file, on any file system that fsspec supports."""
        protocol, path = get_protocol_and_path(filepath, version)
        self._protocol = protocol
        options = {"auto_mkdir": True} if protocol == "file" else (credentials or {})
        self._fs = fsspec.filesystem(protocol, **options)
        self.metadata = metadata
        super().__init__(
            PurePosixPath(path),
            version,
            exists_function=self._fs.exists,
            glob_function=self._fs.glob,
        )

    def load(self) -> Content:
        """Return the saved content, or raise DatasetError if the file is missing or damaged."""
        path = get_filepath_str(self._get_load_path(), self._protocol)
        try:
            if isinstance(self._fs, LocalFileSystem) and not Path(path).is_file():
                raise ValueError("there is no such file")  # a pipe may never end
            return self._read(path)
        except (EOFError, KeyError, TypeError, ValueError) as error:
            raise DatasetError(
                f"Expected an array in the file {path}. Received content that cannot be read: "
                f"{error}. Delete the file if it exists, and run its node again."
            ) from error

    def save(self, data: Content) -> None:
        """Write the file."""
        self._write(get_filepath_str(self._get_save_path(), self._protocol), data)

    @abstractmethod
    def _read(self, path: str) -> Content: ...

    @abstractmethod
    def _write(self, path: str, data: Content) -> None: ...

    def preview(self) -> TablePreview:
        """Summarise the array for kedro-viz."""
        return summarise(np.asarray(self.load()))

    def _exists(self) -> bool:
        return bool(self._fs.exists(get_filepath_str(self._get_load_path(), self._protocol)))

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "protocol": self._protocol, "version": self._version}


class NumpyDataset(_FileDataset[NDArray[Any]]):
    """Saves an array to a `.npy` file; local files are loaded memory-mapped and read-only."""

    def _read(self, path: str) -> NDArray[Any]:
        if isinstance(self._fs, LocalFileSystem):
            return np.lib.format.open_memmap(path, mode="r")
        with self._fs.open(path, "rb") as file:
            array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        return array

    def _write(self, path: str, data: NDArray[Any]) -> None:
        with self._fs.open(path, "wb") as file:
            np.save(file, data, allow_pickle=False)


class ScaledImagesDataset(_FileDataset[ScaledImages]):
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
        if _digest(pixels) != header["digest"]:
            raise DatasetError(
                f"Expected the pixels in {self._pixels_path} from which {path} was made. "
                "Received pixels that have changed since: run `data_engineering` again."
            )
        return ScaledImages(pixels.reshape(header["shape"]), np.array(header["levels"], np.float32))

    def _write(self, path: str, data: ScaledImages) -> None:
        digest = _digest(data.pixels)
        if digest != _digest(self._pixels.load()):
            raise DatasetError(
                f"Expected the pixels in {self._pixels_path}, scaled or in another shape. Received "
                "other pixels: save these with fashion_mnist.datasets.NumpyDataset, and give the "
                "file as `pixels` in the catalog."
            )
        levels = [float(str(level)) for level in data.levels]  # with no more digits than in float32
        with self._fs.open(path, "w") as file:
            json.dump({"shape": data.shape, "digest": digest, "levels": levels}, file)


def _digest(pixels: Images) -> str:
    return hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()


class NpzDataset(ReadOnlyDataset[NDArray[np.generic]]):
    """Loads one array of an `.npz` file, and drops a last axis of length 1.

    Example:
        ::

            train_images:
              type: fashion_mnist.datasets.NpzDataset
              filepath: data/01_raw/digits.npz
              key: x_train
              white: 16
    """

    def __init__(
        self, *, filepath: str, key: str, white: float | None = None, metadata: Metadata = None
    ) -> None:
        """Point to an array in a local file; if pixels are not uint8, `white` becomes 255."""
        if white is not None and not (isinstance(white, int | float) and 0 < white < math.inf):
            raise InputError(f"Expected white to be a number above 0, or null. Received: {white!r}")
        self._filepath, self._key, self._white = Path(filepath), key, white
        self.metadata = metadata

    def load(self) -> NDArray[np.generic]:
        """Return the array.

        Raises:
            DatasetError: the array is missing, damaged or too large, or has values outside 0 to
                `white`.
        """
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
                raise ValueError(f"there is more in {self._key!r} than its header promises")
        if array.dtype.kind not in KINDS or not array.dtype.itemsize:
            raise ValueError(f"{self._key!r} has neither numbers nor names, but {array.dtype}")
        return array

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "key": self._key, "white": self._white}


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


class ArrayValidator:
    """Checks the dtype, shape and values of an array."""

    def __init__(
        self,
        dtype: str,
        shape: Sequence[int | None],
        minimum: float,
        maximum: float,
        all_of: Sequence[int] | None = None,
    ) -> None:
        """Expect a shape, where null is any size, and all values of `all_of` and no others."""
        self.dtype, self.shape = np.dtype(dtype), tuple(shape)
        self.minimum, self.maximum, self.all_of = minimum, maximum, all_of

    def validate(self, data: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the array unchanged, or raise InputError if it does not meet the expectations."""
        if data.dtype != self.dtype:
            raise InputError(f"Expected data type {self.dtype}. Received {data.dtype}.")
        received = " x ".join(map(str, data.shape))
        if len(data.shape) != len(self.shape) or any(
            size not in (None, found) for size, found in zip(self.shape, data.shape, strict=True)
        ):
            expected = " x ".join("any" if size is None else str(size) for size in self.shape)
            raise InputError(f"Expected shape {expected}. Received {received}.")
        if not data.size:
            raise InputError(f"Expected numbers. Received none, in shape {received}.")
        low, high = data.min().item(), data.max().item()
        if low < self.minimum or high > self.maximum:
            raise InputError(
                f"Expected values from {self.minimum} to {self.maximum}. "
                f"Received values from {low:g} to {high:g}."
            )
        if self.all_of is not None and (found := set(np.unique(data).tolist())) != {*self.all_of}:
            raise InputError(
                f"Expected every one of the values {list(self.all_of)} and no other. "
                f"Missing: {sorted({*self.all_of} - found) or 'none'}; "
                f"not expected: {sorted(found - {*self.all_of}) or 'none'}."
            )
        return data

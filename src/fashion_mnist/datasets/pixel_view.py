"""Pixels in the shape and scale in which they are read."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Literal

import fsspec
import numpy as np
from kedro.io import AbstractDataset, DatasetError
from kedro.io.core import get_protocol_and_path
from kedro_datasets._typing import TablePreview

from fashion_mnist.datasets.arrays import NumpyDataset
from fashion_mnist.datasets.base import Metadata, summarise
from fashion_mnist.images.arrays import AnyImages, Normalised

AT_ONCE = 4096  # images compared at a time


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

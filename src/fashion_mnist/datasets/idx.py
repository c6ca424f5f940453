"""Arrays in IDX files, the format of MNIST and its relatives."""

import gzip
import logging
from pathlib import Path

import numpy as np
from kedro.io import AbstractDataset, DatasetError
from numpy.typing import NDArray

from fashion_mnist.datasets.idx_format import format_idx, read_idx
from fashion_mnist.datasets.kedro_viz import Metadata
from fashion_mnist.datasets.raw_files import REPLACE_IT
from fashion_mnist.datasets.sources import fetch

log = logging.getLogger(__name__)


class IDXDataset(AbstractDataset[NDArray[np.number], NDArray[np.number]]):
    """Loads and saves an array in an IDX file, gzipped or not.

    A file that is missing is first fetched from the first of `sources` that has it. Only a file
    whose unpacked content matches `sha256` ever appears under its name.

    Example:
        ::

            train_images:
              type: fashion_mnist.datasets.IDXDataset
              filepath: data/01_raw/train-images-idx3-ubyte.gz
              sha256: c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888
              sources:
                - /usr/share/datasets/fashion-mnist
                - https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion
                - apt:dataset-fashion-mnist
    """

    def __init__(
        self,
        *,
        filepath: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the file.

        Args:
            filepath: a local path; a name that ends in `.gz` is compressed when saved.
            sources: folders, `https://` addresses of folders, or `apt:` and a Debian package.
            sha256: the hexadecimal digest of the unpacked content, to be checked when it is read.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self.sources = sources or []
        self._sha256 = sha256
        self.metadata = metadata
        self._loaded: NDArray[np.number] | None = None

    def load(self) -> NDArray[np.number]:
        """Return the array, read-only, in the shape and type that the file states.

        It is read and verified once, and kept until it is released.

        Raises:
            DatasetError: the file is missing and no source has it, or it is damaged or too large.
        """
        if self._loaded is None:
            self._loaded = self._get()
        return self._loaded

    def save(self, data: NDArray[np.number]) -> None:
        """Write the array."""
        self._filepath.parent.mkdir(parents=True, exist_ok=True)
        content = format_idx(data)
        packed = gzip.compress(content, mtime=0) if self._filepath.suffix == ".gz" else content
        partial = self._filepath.with_name(self._filepath.name + ".part")
        partial.write_bytes(packed)
        partial.replace(self._filepath)
        self._release()

    def _get(self) -> NDArray[np.number]:
        if self._filepath.exists() or not self.sources:
            return self._read(self._filepath)
        if not self._sha256:
            log.warning(
                "The catalog has no `sha256` of %s: what its sources give cannot be verified",
                self._filepath,
            )
        return fetch(self._filepath, self.sources, check=self._read)

    def _read(self, path: Path) -> NDArray[np.number]:
        array, received = read_idx(path)
        if self._sha256 and received != self._sha256:
            raise DatasetError(
                f"The content of {path} is not what it should be. Expected SHA-256 "
                f"{self._sha256}, received {received}. {REPLACE_IT}"
            )
        return array

    def _release(self) -> None:
        self._loaded = None

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "sources": self.sources, "sha256": self._sha256}

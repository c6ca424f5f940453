"""Model files: their size, and networks."""

from typing import Any

from fsspec.core import url_to_fs

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset


class FileSizeDataset(ReadOnlyDataset[int]):
    """Loads the size of a file in bytes, for transcoding with the dataset that saves the file."""

    def __init__(
        self, *, filepath: str, credentials: dict[str, Any] | None = None, metadata: Metadata = None
    ) -> None:
        """Point to the file, on any file system that fsspec supports."""
        self._fs, self._filepath = url_to_fs(filepath, **(credentials or {}))
        self.metadata = metadata

    def load(self) -> int:
        """Return the number of bytes."""
        return int(self._fs.size(self._filepath))

    def _exists(self) -> bool:
        return bool(self._fs.exists(self._filepath))


class NetworkDataset(ReadOnlyDataset[Any]):
    """Loads a network from a `.keras` file, and imports TensorFlow only then.

    Kedro's `TensorFlowModelDataset` imports it as soon as the catalog has an entry of this type.
    """

    def __init__(self, *, filepath: str | None = None, metadata: Metadata = None) -> None:
        """Point to a file on any file system that fsspec supports, or to none."""
        self._filepath = filepath
        self.metadata = metadata

    def load(self) -> Any:
        """Return the network, or None without a file."""
        if self._filepath is None:
            return None
        from kedro_datasets.tensorflow import TensorFlowModelDataset

        return TensorFlowModelDataset(filepath=self._filepath).load()

    @property
    def absence(self) -> str:
        """The error message if the file does not exist."""
        return (
            "Expected a .keras file of a trained network to start from. Received "
            f"{self._filepath}, which does not exist: train that network first, or correct the "
            "parameter `training.pretrained`."
        )

    def _exists(self) -> bool:
        if self._filepath is None:
            return True
        filesystem, path = url_to_fs(self._filepath)
        return bool(filesystem.isfile(path))

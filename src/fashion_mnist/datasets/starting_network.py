"""The trained network that the training of another starts with."""

from pathlib import Path
from typing import Any

from fashion_mnist.datasets.kedro_viz import Metadata
from fashion_mnist.datasets.read_only import ReadOnlyDataset


class StartingNetworkDataset(ReadOnlyDataset[Any]):
    """Loads a trained network from a `.keras` file; None if the training starts from nothing.

    Its entry in the catalog gets the `filepath` from the network's parameter
    `training.start_from`, and lies under the name of the network.

    Example:
        ::

            compact.start:
              type: fashion_mnist.datasets.StartingNetworkDataset
              filepath: data/06_models/robust/network.keras
    """

    def __init__(self, *, filepath: str | None = None, metadata: Metadata | None = None) -> None:
        """Point to the file, which is local; or to none."""
        self._filepath = None if filepath is None else Path(filepath)
        self.metadata = metadata

    def load(self) -> Any:
        """Return the network, or None."""
        if self._filepath is None:
            return None
        from kedro_datasets.tensorflow import TensorFlowModelDataset

        return TensorFlowModelDataset(filepath=str(self._filepath)).load()

    @property
    def absence(self) -> str:
        """What to say if there is no such file."""
        return (
            "Expected a trained network, which is a .keras file, to start from. Received "
            f"{self._filepath}, where there is none: train that network first, or correct the "
            "parameter `training.start_from`."
        )

    def _exists(self) -> bool:
        return self._filepath is None or self._filepath.is_file()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath}

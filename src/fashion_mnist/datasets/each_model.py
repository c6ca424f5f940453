"""A file of every model that has one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError


class EachModelDataset(AbstractDataset[None, dict[str, Callable[[], Any]]]):
    """Loads a dictionary from a model's name to what loads its file, for a model chosen later.

    Example:
        ::

            trained_models:
              type: fashion_mnist.datasets.EachModelDataset
              filepath: data/06_models
              files:
                network.keras: tensorflow.TensorFlowModelDataset
                model.pickle: pickle.PickleDataset
    """

    def __init__(
        self, *, filepath: str, files: dict[str, str], metadata: dict[str, Any] | None = None
    ) -> None:
        """Point to the files.

        Args:
            filepath: the folder with a folder for each model.
            files: the type of dataset that loads a file in a model's folder, by the file's name; of
                several the last that there is.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self._files = files
        self.metadata = metadata

    def load(self) -> dict[str, Callable[[], Any]]:
        """Return the dictionary; nothing is loaded before its values are called.

        Raises:
            DatasetError: no model has such a file.
        """
        if not self.exists():
            raise DatasetError(self.absence)
        return {path.parent.name: partial(self._load_file, path) for path in self._find_files()}

    @property
    def absence(self) -> str:
        """What to say if no model has a file."""
        return (
            f"Expected {' or '.join(self._files)} of a trained model in {self._filepath}. "
            "Received none: run kedro run --pipelines=data_engineering,deep_learning first."
        )

    def save(self, data: None) -> NoReturn:
        """Refuse: each model's file is saved by a dataset of its own."""
        raise DatasetError(f"{type(self).__name__} is read-only")

    def _find_files(self) -> list[Path]:
        return [path for name in self._files for path in sorted(self._filepath.glob(f"*/{name}"))]

    def _load_file(self, path: Path) -> Any:
        config = {"type": self._files[path.name], "filepath": str(path)}
        dataset: AbstractDataset[Any, Any] = AbstractDataset.from_config(path.parent.name, config)
        return dataset.load()

    def _exists(self) -> bool:
        return bool(self._find_files())

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath, "files": self._files}

"""A catalog that never leaves a half-written file under its final name."""

from typing import Any

from fsspec.implementations.local import LocalFileSystem
from kedro.io import DataCatalog

from fashion_mnist.runtime.kedro_internals import file_system_of, is_versioned


class AtomicCatalog(DataCatalog):
    """Saves each dataset to a temporary file, which takes its name once it is whole.

    An error or an interrupt while saving leaves the earlier file as it was. A versioned dataset is
    saved as it is: each of its versions is a new file, which Kedro looks for at once. The datasets
    that a run does without, `absent`, are loaded as None.
    """

    absent: frozenset[str] = frozenset()

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load the data of a dataset."""
        return None if ds_name in self.absent else super().load(ds_name, version)

    def save(self, ds_name: str, data: object) -> None:
        """Save data under the name of a dataset."""
        dataset = self[ds_name]
        filesystem = file_system_of(dataset)
        if is_versioned(dataset) or not isinstance(filesystem, LocalFileSystem):
            return super().save(ds_name, data)
        with filesystem.transaction:
            super().save(ds_name, data)

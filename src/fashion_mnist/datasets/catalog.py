"""A catalog that never leaves a half-written file under its final name."""

from typing import Any

from fsspec.implementations.local import LocalFileSystem
from kedro.io import DataCatalog


class AtomicCatalog(DataCatalog):
    """Saves each dataset to a temporary file, which takes its name once it is whole.

    An error or an interrupt while saving leaves the earlier file as it was.
    """

    def save(self, ds_name: str, data: Any) -> None:
        """Save data under the name of a dataset."""
        filesystem = getattr(self[ds_name], "_fs", None)
        if not isinstance(filesystem, LocalFileSystem):
            return super().save(ds_name, data)
        with filesystem.transaction:
            super().save(ds_name, data)

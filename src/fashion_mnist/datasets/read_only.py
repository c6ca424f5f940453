"""Datasets that are loaded and never saved."""

from typing import ClassVar, NoReturn, TypeVar

from kedro.io import AbstractDataset, DatasetError

Loaded = TypeVar("Loaded")


class ReadOnlyDataset(AbstractDataset[None, Loaded]):
    """Loads what is not to be changed: people's own files, or facts about files and the machine."""

    _advice: ClassVar[str] = ""  # what to do instead of saving

    def save(self, data: None) -> NoReturn:
        """Refuse.

        Raises:
            DatasetError: always.
        """
        raise DatasetError(f"{type(self).__name__} is read-only{self._advice}")

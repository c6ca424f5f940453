"""Users' pictures, and the table of their predictions."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import pandas as pd
from kedro.io import DatasetError
from kedro_datasets.pandas.csv_dataset import CSVDataset

from fashion_mnist.datasets.base import Metadata, PackagedFileDataset, ReadOnlyDataset
from fashion_mnist.pictures.answers import TEXTS, PictureModel, escape_formula, unescape_formula
from fashion_mnist.pictures.reading import Given, GivenPictures, Pictures
from fashion_mnist.pictures.released import FILE, load_released
from kedro_incremental.errors import kedro_command


class PicturesDataset(ReadOnlyDataset[Pictures]):
    """Loads a dictionary that maps the name of each picture to a function that reads it.

    A picture is read when its function is called, so that memory never holds all pictures.
    `GivenPictures` describes which pictures are found and how they are named.
    """

    def __init__(self, *, paths: Given | Sequence[Given] | None, metadata: Metadata = None) -> None:
        """Point to a folder, to a picture, or to several of these; refuse a file system's root."""
        self._given = GivenPictures(paths)
        self.metadata = metadata

    def load(self) -> Pictures:
        """Return the dictionary, or raise DatasetError if there are no pictures."""
        if not self.exists():
            raise DatasetError(self.absence)
        return self._given.find()

    @property
    def absence(self) -> str:
        """The error message if there are no pictures."""
        return (
            f"Expected a folder with pictures, or a picture. {self._given.describe()}: name one "
            f"with PICTURES=FOLDER {kedro_command('run')} --pipelines=inference."
        )

    def _exists(self) -> bool:
        return self._given.exist()

    def _describe(self) -> dict[str, object]:
        return {"paths": self._given.places}


class AnswersDataset(CSVDataset):
    """Saves the table of predictions to a CSV file, and loads it unchanged.

    A class "1" is not a number, and a file "NA" is not missing; only empty cells are.
    `escape_formula` marks texts that a spreadsheet would take for formulas.
    """

    DEFAULT_LOAD_ARGS: ClassVar[dict[str, object]] = {
        "dtype": dict.fromkeys(TEXTS, "str") | {"in_distribution": "boolean"},
        "keep_default_na": False,
        "na_values": [""],
    }
    DEFAULT_FS_ARGS: ClassVar[dict[str, object]] = {
        "open_args_save": {"mode": "w", "encoding": "utf-8"}
    }

    def load(self) -> pd.DataFrame:
        """Return the table from `tabulate_answers`."""
        return _change_texts(super().load(), unescape_formula)

    def save(self, data: pd.DataFrame) -> None:
        """Write the table."""
        super().save(_change_texts(data, escape_formula))


def _change_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    texts = [name for name in TEXTS if name in table]
    return table.assign(**{name: table[name].map(change, na_action="ignore") for name in texts})


class ReleasedNetworkDataset(PackagedFileDataset[PictureModel]):
    """Loads the network that comes with the package."""

    file = FILE

    def load(self) -> PictureModel:
        """Return the network, or raise InputError if the file cannot be opened."""
        return load_released()

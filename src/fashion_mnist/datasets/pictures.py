"""People's own pictures, and the answers to them."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

import pandas as pd
from kedro.io import DatasetError
from kedro_datasets.pandas import CSVDataset

from fashion_mnist.datasets.kedro_viz import Metadata
from fashion_mnist.datasets.read_only import ReadOnlyDataset
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.answers import TEXTS
from fashion_mnist.pictures.decoding import read_picture
from fashion_mnist.pictures.names import show, tell_apart
from fashion_mnist.pictures.spreadsheet import protect, restore

Pictures = dict[str, Callable[[], Images]]


class PicturesDataset(ReadOnlyDataset[Pictures]):
    """Loads a dictionary from the name of each file to what reads it as a picture.

    Nothing is read before that is called, so memory holds one picture at a time. Hidden files are
    left out. A file in a folder has the name of its path from there, in which `show` escapes what
    cannot be shown; where several have the same name, the paths as given tell them apart.

    Example:
        ::

            pictures:
              type: fashion_mnist.datasets.PicturesDataset
              paths: ${runtime_params:pictures, null}
    """

    def __init__(
        self,
        *,
        paths: str | Path | Sequence[str | Path] | None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to a folder, whose folders are searched too, to a picture, or to several of them.

        A relative path starts from the folder in which the program was started.
        """
        listed = paths if isinstance(paths, list | tuple) else [paths]
        given = [str(path) for path in listed if path not in (None, "")]
        self._paths = [Path(os.path.expanduser(path)) for path in given]
        self.metadata = metadata

    def load(self) -> Pictures:
        """Return the dictionary.

        Raises:
            DatasetError: there are no files.
        """
        if not self.exists():
            raise DatasetError(self.absence)
        found = self._find_files()
        names = tell_apart(
            [show(name) for name, _ in found], [show(str(path)) for _, path in found]
        )
        return {
            name: partial(read_picture, path) for name, (_, path) in zip(names, found, strict=True)
        }

    @property
    def absence(self) -> str:
        """What to say if there are no files."""
        places = ", ".join(self._describe()["paths"])
        return (
            "Expected a folder with pictures, or a picture. "
            + (f"Received {places}, where there is none" if places else "Received none")
            + ": give one by make classify PICTURES=FOLDER, which takes every name as it is, or by "
            "kedro run --pipelines=inference --params=pictures=FOLDER."
        )

    def _find_files(self) -> list[tuple[str, Path]]:
        return [item for path in self._paths for item in _list_files(path)]

    def _exists(self) -> bool:
        return any(os.path.lexists(path) for _, path in self._find_files())

    def _describe(self) -> dict[str, list[str]]:
        return {"paths": [show(str(path)) for path in self._paths]}


def _list_files(path: Path) -> list[tuple[str, Path]]:
    if not os.path.isdir(path):  # unlike Path.is_dir, False for whatever cannot be looked at
        return [(str(path), path)]
    inside = [(file.relative_to(path), file) for file in sorted(path.rglob("*"))]
    return [
        (name.as_posix(), file)
        for name, file in inside
        if not os.path.isdir(file) and not any(part.startswith(".") for part in name.parts)
    ]


class AnswersDataset(CSVDataset):
    """Saves the table of answers to a CSV file, and loads it as it was.

    Text stays text: a class "1" is no number, a file "NA" is not missing; only an empty cell is. A
    text that a spreadsheet would take for a formula lies in the file behind an apostrophe, as
    `spreadsheet` says: whoever reads the file by other means takes it away with `restore`.

    Example:
        ::

            pictures.answers:
              type: fashion_mnist.datasets.pictures.AnswersDataset
              filepath: data/07_model_output/pictures/answers.csv
    """

    DEFAULT_LOAD_ARGS: ClassVar[dict[str, object]] = {
        "dtype": dict.fromkeys(TEXTS, "str"),
        "keep_default_na": False,
        "na_values": [""],
    }
    DEFAULT_FS_ARGS: ClassVar[dict[str, object]] = {
        "open_args_save": {"mode": "w", "encoding": "utf-8"}
    }

    def load(self) -> pd.DataFrame:
        """Return the table that `tabulate_answers` made."""
        return _change_texts(super().load(), restore)

    def save(self, data: pd.DataFrame) -> None:
        """Write the table."""
        super().save(_change_texts(data, protect))


def _change_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    texts = [name for name in TEXTS if name in table]
    return table.assign(**{name: table[name].map(change, na_action="ignore") for name in texts})

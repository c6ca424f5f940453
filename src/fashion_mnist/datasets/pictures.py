"""Users' pictures, and the table of their predictions."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from kedro.io import DatasetError
from kedro_datasets.pandas.csv_dataset import CSVDataset
from PIL import Image

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset
from fashion_mnist.images.arrays import Images
from fashion_mnist.images.class_folders import refuse_root
from fashion_mnist.parameters.errors import kedro_command
from fashion_mnist.pictures.answers import TEXTS, protect, restore
from fashion_mnist.pictures.decoding import read_image, read_picture, show, tell_apart, to_image

Pictures = dict[str, Callable[[], Images]]
Given = str | Path | Image.Image | Images  # a folder, a file, or a picture in memory


class PicturesDataset(ReadOnlyDataset[Pictures]):
    """Loads a dictionary that maps the name of each picture to a function that reads it.

    A picture is read when its function is called, so that memory holds one picture at a time.
    Hidden files are skipped. A file in a folder is named by its path relative to the folder, with
    special characters escaped by `show`. Files of the same name are named by their whole paths.
    Pictures that are passed in memory are named by their number.
    """

    def __init__(self, *, paths: Given | Sequence[Given] | None, metadata: Metadata = None) -> None:
        """Point to a folder, which is searched recursively, to a picture, or to several of these.

        A relative path starts from the folder in which the program was started. A picture in memory
        is a Pillow image, or an array (h, w), (h, w, 3) or (h, w, 4) of uint8.

        Raises:
            InputError: an array has another shape or dtype, or a folder is a file system's root.
        """
        listed: Sequence[Any] = paths if isinstance(paths, list | tuple) else [paths]
        self._paths = [
            _normalise(given) for given in listed if not isinstance(given, str | None) or given
        ]
        self.metadata = metadata

    def load(self) -> Pictures:
        """Return the dictionary, or raise DatasetError if there are no pictures."""
        if not self.exists():
            raise DatasetError(self.absence)
        short, full, readers = zip(*self._find(), strict=True)
        names = tell_apart([*map(show, short)], [*map(show, full)])
        return dict(zip(names, readers, strict=True))

    @property
    def absence(self) -> str:
        """The error message if there are no pictures."""
        places = ", ".join(self._describe()["paths"])
        return (
            "Expected a folder with pictures, or a picture. "
            + (f"Received {places}, where no picture was found" if places else "Received none")
            + f": name one with PICTURES=FOLDER {kedro_command('run', '--pipelines=inference')}."
        )

    def _find(self) -> Iterator[tuple[str, str, Callable[[], Images]]]:
        """Yield the name of each picture, a longer name in case of duplicates, and its reader."""
        for number, given in enumerate(self._paths, start=1):
            if isinstance(given, Path):
                for name, path in _list_files(given):
                    yield name, str(path), partial(read_picture, path)
            else:
                yield f"picture {number}", f"picture {number}", partial(read_image, given)

    def _exists(self) -> bool:
        return any(
            not isinstance(given, Path)
            or any(os.path.lexists(path) for _, path in _list_files(given))
            for given in self._paths
        )

    def _describe(self) -> dict[str, list[str]]:
        return {"paths": [show(str(given)) for given in self._paths]}


def _normalise(given: Given) -> Path | Image.Image:
    if isinstance(given, Image.Image):
        return given
    if isinstance(given, np.ndarray):
        return to_image(given)
    path = Path(os.path.expanduser(str(given)))
    refuse_root(path)
    return path


def _list_files(path: Path) -> list[tuple[str, Path]]:
    if not os.path.isdir(path):  # unlike Path.is_dir, False for any path that cannot be accessed
        return [(str(path), path)]
    inside = [(file.relative_to(path), file) for file in sorted(path.rglob("*"))]
    return [
        (name.as_posix(), file)
        for name, file in inside
        if not os.path.isdir(file) and not any(part.startswith(".") for part in name.parts)
    ]


class AnswersDataset(CSVDataset):
    """Saves the table of predictions to a CSV file, and loads it unchanged.

    Text stays text: a class "1" is not a number, and a file "NA" is not missing; only empty cells
    are. In the file, `protect` puts an apostrophe before text that a spreadsheet would take for a
    formula. Code that reads the file in another way should apply `restore`.
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
        """Return the table from `tabulate_answers`."""
        return _change_texts(super().load(), restore)

    def save(self, data: pd.DataFrame) -> None:
        """Write the table."""
        super().save(_change_texts(data, protect))


def _change_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    texts = [name for name in TEXTS if name in table]
    return table.assign(**{name: table[name].map(change, na_action="ignore") for name in texts})

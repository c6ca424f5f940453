"""People's own pictures."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kedro.io import DatasetError

from fashion_mnist.datasets.kedro_viz import Metadata
from fashion_mnist.datasets.read_only import ReadOnlyDataset
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.decoding import read_picture

Pictures = dict[str, Callable[[], Images]]


class PicturesDataset(ReadOnlyDataset[Pictures]):
    """Loads a dictionary from the name of each file to what reads it as a picture.

    Nothing is read before that is called, so memory holds one picture at a time. Hidden files are
    left out.

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
        listed = paths if isinstance(paths, list | tuple) else [] if paths is None else [paths]
        self._paths = [Path(str(path)).expanduser() for path in listed]
        self.metadata = metadata

    def load(self) -> Pictures:
        """Return the dictionary.

        Raises:
            DatasetError: there are no files.
        """
        if not self.exists():
            raise DatasetError(self.absence)
        return {name: partial(read_picture, path) for name, path in self._find_files().items()}

    @property
    def absence(self) -> str:
        """What to say if there are no files."""
        places = ", ".join(map(str, self._paths))
        return (
            "Expected a folder with pictures, or a picture. "
            + (f"Received {places}, where there is none" if places else "Received none")
            + ": give one by --params=pictures=FOLDER."
        )

    def _find_files(self) -> dict[str, Path]:
        found = [item for path in self._paths for item in _list_files(path)]
        return dict(found)

    def _exists(self) -> bool:
        return any(path.exists() for path in self._find_files().values())

    def _describe(self) -> dict[str, object]:
        return {"paths": self._paths}


def _list_files(path: Path) -> list[tuple[str, Path]]:
    if not path.is_dir():
        return [(str(path), path)]
    inside = [(file.relative_to(path), file) for file in sorted(path.rglob("*"))]
    return [
        (name.as_posix(), file)
        for name, file in inside
        if not file.is_dir() and not any(part.startswith(".") for part in name.parts)
    ]

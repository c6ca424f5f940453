"""The pictures that somebody names or passes: folders, files, images and arrays."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from fashion_mnist.images.arrays import Images
from fashion_mnist.images.class_folders import refuse_root
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.decoding import read_image, read_picture, show, tell_apart, to_image

Pictures = dict[str, Callable[[], Images]]  # by name, a function that reads the picture
Given = str | Path | Image.Image | Images  # a folder, a file, or a picture in memory


class GivenPictures:
    """Folders, which are searched recursively, files, and pictures in memory, mixed.

    A picture in memory is a Pillow image, or an array (h, w), (h, w, 3) or (h, w, 4) of uint8.
    Hidden files are skipped. A relative path starts from the folder in which the program was
    started.
    """

    def __init__(self, paths: Given | Sequence[Given] | None) -> None:
        """Note where the pictures are.

        Raises:
            InputError: an array has another shape or dtype, or a folder is a file system's root.
        """
        listed: Sequence[Any] = paths if isinstance(paths, list | tuple) else [paths]
        self._paths = [
            _normalise(given) for given in listed if not isinstance(given, str | None) or given
        ]

    @property
    def places(self) -> list[str]:
        """The paths and images, as texts."""
        return [show(str(given)) for given in self._paths]

    def exist(self) -> bool:
        """Return whether there is any picture."""
        return any(
            not isinstance(given, Path)
            or any(os.path.lexists(path) for _, path in _list_files(given))
            for given in self._paths
        )

    def find(self) -> Pictures:
        """Return, for the name of each picture, a function that reads it.

        A file in a folder is named by its path relative to the folder, with special characters
        escaped by `show`. Files of the same name are named by their whole paths, and pictures in
        memory by their number.

        Raises:
            InputError: there are no pictures.
        """
        if not self.exist():
            raise InputError(f"Expected a folder with pictures, or a picture. {self.describe()}.")
        short, full, readers = zip(*self._list(), strict=True)
        names = tell_apart([*map(show, short)], [*map(show, full)])
        return dict(zip(names, readers, strict=True))

    def describe(self) -> str:
        """Say where no picture was found."""
        places = ", ".join(self.places)
        return f"Received {places}, where no picture was found" if places else "Received none"

    def _list(self) -> Iterator[tuple[str, str, Callable[[], Images]]]:
        """Yield the name of each picture, a longer name in case of duplicates, and its reader."""
        for number, given in enumerate(self._paths, start=1):
            if isinstance(given, Path):
                for name, path in _list_files(given):
                    yield name, str(path), partial(read_picture, path)
            else:
                yield f"picture {number}", f"picture {number}", partial(read_image, given)


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

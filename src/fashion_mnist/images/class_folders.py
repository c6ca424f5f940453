"""Folders of images, one for each class."""

import os
from collections.abc import Sequence
from pathlib import Path

from fashion_mnist.parameters.errors import InputError

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
UNSEEN = (".", "__MACOSX")  # beginnings of the names that programs give to files of their own
PARTS = {"train", "training", "test", "testing", "val", "valid", "validation"}


def refuse_root(folder: Path) -> None:
    """Raise InputError for a root folder, as a search there reads whole disks."""
    if os.path.isdir(folder) and os.path.realpath(folder) == os.path.realpath("/"):
        raise InputError(
            f"Expected a folder of images. Received {folder}, which holds everything on this "
            "machine: name the folder in it that has the images."
        )


def list_classes(folder: Path) -> list[str]:
    """The names of the folders in a folder, sorted; hidden ones are no classes.

    Raises:
        InputError: there are none, or they are the parts of a set instead of its classes, or the
            folder is the root of all.
    """
    refuse_root(folder)
    if not folder.is_dir():
        raise InputError(
            f"Expected a folder {folder}, with a folder of images in it for each class. There is "
            "none: place it there, or correct its path in conf/."
        )
    folders = (path for path in folder.iterdir() if path.is_dir())
    classes = sorted(path.name for path in folders if _is_seen(path, folder))
    if not classes or {name.lower() for name in classes} <= PARTS:
        raise InputError(
            f"Expected a folder for each class in {folder}. Received "
            f"{', '.join(classes) or 'none'}: name the folder that holds the classes."
        )
    return classes


def list_images(folder: Path) -> list[tuple[str, Path]]:
    """The class and the path of each image, sorted; folders in a class's folder are searched too.

    Hidden folders and files are left out, and what links to folders within a class's folder.

    Raises:
        InputError: there is no class, or a class without images, or an image is there twice.
    """
    files = {name: _find_images(folder / name) for name in list_classes(folder)}
    empty = [name for name, found in files.items() if not found]
    if empty:
        raise InputError(
            f"Expected images ({', '.join(SUFFIXES)}) of each class in {folder}. Received none of "
            f"{', '.join(empty)}: add some, or remove the empty folders."
        )
    listed = [(name, path) for name, found in files.items() for path in found]
    _refuse_repeated([path for _, path in listed])
    return listed


def _find_images(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and _is_seen(path, folder)
    )


def _is_seen(path: Path, folder: Path) -> bool:
    return not any(name.startswith(UNSEEN) for name in path.relative_to(folder).parts)


def _refuse_repeated(paths: Sequence[Path]) -> None:
    seen: dict[tuple[int, int], Path] = {}
    for path in paths:
        file = path.stat()
        first = seen.setdefault((file.st_dev, file.st_ino), path)
        if first is not path:
            raise InputError(
                f"Expected each image once. Received {first} and {path}, which are one file: "
                "remove one of them, or models are tested on images that they were trained with."
            )

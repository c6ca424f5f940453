"""Folders of images, one for each class."""

import os
from pathlib import Path

from fashion_mnist.parameters.errors import InputError

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
HIDDEN = (".", "__MACOSX")  # prefixes of hidden files and of folders that programs create
PARTS = {"train", "training", "test", "testing", "val", "valid", "validation"}


def refuse_root(folder: Path) -> None:
    """Raise InputError for the root folder, because a search there would read whole disks."""
    if os.path.isdir(folder) and os.path.realpath(folder) == os.path.realpath("/"):
        raise InputError(
            f"Expected a folder of images. Received {folder}, which holds everything on this "
            "machine: name the folder in it that holds the images."
        )


def list_classes(folder: Path) -> list[str]:
    """List the sorted names of the visible subfolders; raise InputError if these are no classes."""
    refuse_root(folder)
    if not folder.is_dir():
        raise InputError(
            f"Expected a folder {folder}, with a folder of images in it for each class. There is "
            "none: create it, or correct its path in conf/."
        )
    folders = (path for path in folder.iterdir() if path.is_dir())
    classes = sorted(path.name for path in folders if _is_visible(path, folder))
    if not classes or {name.lower() for name in classes} <= PARTS:
        raise InputError(
            f"Expected a folder for each class in {folder}. Received "
            f"{', '.join(classes) or 'none'}: name the folder that holds the classes."
        )
    return classes


def list_images(folder: Path) -> list[tuple[str, Path]]:
    """List the class and path of each image, sorted; classes may have nested folders.

    Hidden files and folders are skipped. Within a class, links to folders are not followed. A class
    without images, and an image that appears twice, are refused with an InputError.
    """
    classes = list_classes(folder)
    listed = [
        (name, path)
        for name in classes
        for path in sorted((folder / name).rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file() and _is_visible(path, folder / name)
    ]
    empty = sorted({*classes} - {name for name, _ in listed})
    if empty:
        raise InputError(
            f"Expected images ({', '.join(SUFFIXES)}) of each class in {folder}. Received none of "
            f"{', '.join(empty)}: add some, or remove the empty folders."
        )
    seen: dict[tuple[int, int], Path] = {}
    for _, path in listed:
        file = path.stat()
        first = seen.setdefault((file.st_dev, file.st_ino), path)
        if first is not path:
            raise InputError(
                f"Expected each image once. Received {first} and {path}, which are one file: "
                "remove one of them, or models would be tested on their training images."
            )
    return listed


def _is_visible(path: Path, folder: Path) -> bool:
    return not any(name.startswith(HIDDEN) for name in path.relative_to(folder).parts)

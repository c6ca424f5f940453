"""Folders of images, one for each class."""

from pathlib import Path

from fashion_mnist.parameters.errors import InputError

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
PARTS = {"train", "training", "test", "testing", "val", "valid", "validation"}


def list_classes(folder: Path) -> list[str]:
    """The names of the folders in a folder, sorted; hidden ones are no classes.

    Raises:
        InputError: there are none, or they are the parts of a set instead of its classes.
    """
    if not folder.is_dir():
        raise InputError(
            f"Expected a folder {folder}, with a folder of images in it for each class. There is "
            "none: place it there, or correct its path in conf/."
        )
    classes = sorted(path.name for path in folder.iterdir() if path.is_dir() and _is_seen(path))
    if not classes or {name.lower() for name in classes} <= PARTS:
        raise InputError(
            f"Expected a folder for each class in {folder}. Received "
            f"{', '.join(classes) or 'none'}: name the folder that holds the classes."
        )
    return classes


def list_images(folder: Path) -> list[tuple[str, Path]]:
    """The class and the path of each image, sorted; folders in a class's folder are searched too.

    Raises:
        InputError: there is no class, or a class without images.
    """
    files = {name: _find_images(folder / name) for name in list_classes(folder)}
    empty = [name for name, found in files.items() if not found]
    if empty:
        raise InputError(
            f"Expected images ({', '.join(SUFFIXES)}) of each class in {folder}. Received none of "
            f"{', '.join(empty)}: add some, or remove the empty folders."
        )
    return [(name, path) for name, found in files.items() for path in found]


def _find_images(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and _is_seen(path)
    )


def _is_seen(path: Path) -> bool:
    return not path.name.startswith(".")

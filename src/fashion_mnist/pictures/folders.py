"""Pictures in a folder for each kind, and the classes that a kind may be of."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters.errors import InputError

Folders = Mapping[str, Sequence[str]]  # names of classes by the name of a folder


def check_folders(
    found: Iterable[str], folders: Folders, classes: Sequence[str], parameter: str
) -> None:
    """Raise InputError unless each folder that was found is known, and each of its classes.

    Args:
        found: the folders' names.
        folders: what the `parameter` of that name says.
        classes: the names of the classes.
        parameter: its name.
    """
    found = {*found}
    unknown = found - {*folders}
    if unknown:
        raise InputError(
            f"Expected pictures in the folders {', '.join(sorted(folders))}. Received "
            f"{', '.join(map(repr, sorted(unknown)))}: add what is in there to `{parameter}`."
        )
    strange = {name for folder in found for name in folders[folder]} - {*classes}
    if strange:
        raise InputError(
            f"Expected classes: {', '.join(classes)}. Received in `{parameter}`: "
            f"{', '.join(sorted(strange))}."
        )


def match_folder(name: str, folders: Folders) -> str:
    """The folder of this name, else the one whose name differs in case and punctuation alone.

    Returns:
        The name itself if there is none, or if several that are not of the same classes are alike.
    """
    alike = [folder for folder in folders if _plain(folder) == _plain(name)]
    if name in folders or not alike or any(folders[each] != folders[alike[0]] for each in alike):
        return name
    return alike[0]


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ")))


def label(kinds: Iterable[str], folders: Folders, classes: Sequence[str]) -> Floats:
    """A one for each class that a picture may be of, or equal parts of all: (n, n_classes)."""
    names = list(classes)
    candidates = np.array([[name in folders[kind] for name in names] for kind in kinds])
    is_none = ~candidates.any(axis=1, keepdims=True)
    return np.where(is_none, 1 / len(names), candidates).astype(np.float32)

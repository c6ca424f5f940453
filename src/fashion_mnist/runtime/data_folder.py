"""The folder of data, which `data` in conf/*/globals.yml names."""

import os
import re
from pathlib import Path

from fashion_mnist.parameters.errors import InputError
from kedro_incremental.places import SCHEME, find_place, is_remote


def find_data_folder(given: object, project: Path) -> Path:
    """The place in which runs write, a local one as an absolute path.

    Raises:
        InputError: `given` names no folder of its own, or one that cannot be made.
    """
    if fault := _find_fault(given, project):
        raise InputError(
            "Expected `data` in conf/*/globals.yml to name a folder for results alone: data, "
            "data/NAME, another path, or an address in a store, such as s3://BUCKET/FOLDER. "
            f"Received {given!r}: {fault}."
        )
    place = find_place(given)
    return place if is_remote(given) else project / place


def _find_fault(given: object, project: Path) -> str | None:
    if not isinstance(given, str) or not given or given != given.strip():
        return "give its name as a text without spaces around it"
    if not given.isprintable():
        return "leave out characters that cannot be shown"
    if given.startswith("~"):
        return f"write the whole path, {os.path.expanduser(given)}"
    if SCHEME in given:
        return _find_fault_of_store(given)
    if re.match(r"\w{2,}:", given):
        return f"write {SCHEME} in an address"
    return _find_fault_of_path(project / given, Path(os.path.realpath(project)))


def _find_fault_of_store(address: str) -> str | None:
    protocol, _, path = address.partition(SCHEME)
    if "::" in address:
        return "name one store alone"
    if protocol == "memory":
        return "what is there is gone when the run ends, so name a store that keeps it"
    if protocol in {"file", "local"}:
        return f"write {path}, without {protocol}{SCHEME}"
    return None if path.strip("/") else f"name a bucket or folder after {protocol}{SCHEME}"


def _find_fault_of_path(path: Path, project: Path) -> str | None:
    place = Path(os.path.realpath(path))
    if project.is_relative_to(place):
        return f"{place} holds the project itself, so name a folder in it, such as data"
    nearest = next(folder for folder in (place, *place.parents) if folder.exists())
    if not nearest.is_dir():
        return f"{nearest} is no folder, so remove it or name another"
    needed = place if path.is_symlink() else place.parent  # a link is not followed to be made
    if not needed.is_dir() and (path.is_symlink() or not place.is_relative_to(project)):
        return f"there is no folder {needed}, so make it, or mount its disk"
    return None

"""From files to arrays: load and check the images, split them by group, normalise them."""

import logging
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageOps

from .parameters import ImageOptions, Split

Images = NDArray[np.uint8]
Floats = NDArray[np.float32]
Labels = NDArray[np.integer]
Files = dict[str, Callable[[], Image.Image]]

SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"}
HIDDEN = (".", "__MACOSX", "Thumbs.db")  # beginnings of names that systems give to their own files
LISTED = 10  # files in an error message
PARTS = ("train", "validation", "test")

log = logging.getLogger(__name__)


def load_images(
    files: Files, options: ImageOptions
) -> tuple[Images, pd.DataFrame, list[str], pd.DataFrame]:
    """Load the images below a folder that has a folder for each class.

    The folders of the classes may hold nested folders. Images are turned upright, put on black
    where they are transparent, cropped to a square around the middle, and resized.

    Args:
        files: functions that open the files, by path below the folder.
        options: size, colour and groups of the images.

    Returns:
        The pixels, (n, size, size) or (n, size, size, 3), 0 to 255; a table with `path`, `class`,
        `label` and `group` of each image; the names of the classes, by label; and a table of the
        skipped files with `path` and `reason`.

    Raises:
        ValueError: images cannot be read, or there are fewer than two classes.
    """
    reasons = {path: _find_reason_to_skip(PurePosixPath(path)) for path in sorted(files)}
    paths = [path for path, reason in reasons.items() if not reason]
    skipped = [(path, reason) for path, reason in reasons.items() if reason]
    for path, reason in skipped:
        log.warning("Skipped %s: %s", path, reason)
    names = [path.partition("/")[0] for path in paths]
    classes = sorted(set(names))
    if len(classes) < 2:
        raise ValueError(
            "Expected a folder of images for each of at least two classes. Received "
            f"{', '.join(classes) or 'no images'}: add folders, or correct `path` of `images` in "
            "conf/base/catalog_raw.yml."
        )
    pixels = _read(files, paths, options)
    groups = [_find_group(path, options.group_pattern) for path in paths]
    labels = [classes.index(name) for name in names]
    index = pd.DataFrame({"path": paths, "class": names, "label": labels, "group": groups})
    return pixels, index, classes, pd.DataFrame(skipped, columns=["path", "reason"])


def _find_reason_to_skip(path: PurePosixPath) -> str:
    if any(part.startswith(HIDDEN) for part in path.parts):
        return "hidden file"
    if path.suffix.lower() not in SUFFIXES:
        return f"not an image ({path.suffix or 'no suffix'})"
    return "" if len(path.parts) > 1 else "in no class folder"


def _find_group(path: str, pattern: str | None) -> str:
    found = re.search(pattern, path) if pattern else None
    return found[1] if found and found[1] else path


def _read(files: Files, paths: list[str], options: ImageOptions) -> Images:
    channels = () if options.colour == "grey" else (3,)
    pixels = np.empty((len(paths), options.size, options.size, *channels), np.uint8)
    problems = []
    for number, path in enumerate(paths):
        try:
            pixels[number] = convert_image(files[path](), options)
        except Exception as error:  # decoders raise errors of many types
            message = str(error).rpartition("\n")[2].partition(" <")[0]  # without Kedro's preface
            problems.append(f"  {path}: {message or type(error).__name__}")
    if problems:
        more = [f"  and {len(problems) - LISTED} more"] if len(problems) > LISTED else []
        raise ValueError(
            "Expected image files. These cannot be read: replace or remove them.\n"
            + "\n".join(problems[:LISTED] + more)
        )
    return pixels


def convert_image(image: Image.Image, options: ImageOptions) -> Images:
    """Convert an opened image of any size and mode to an array, as `load_images` describes.

    Raises:
        ValueError: the image has more than 8 bits a channel, which Pillow would clip.
    """
    if image.mode.startswith(("I", "F")):
        raise ValueError(f"expected 8 bits a channel, received Pillow's mode {image.mode}")
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        black = Image.new("RGBA", image.size, "black")
        image = Image.alpha_composite(black, image.convert("RGBA"))
    image = image.convert("L" if options.colour == "grey" else "RGB")
    size = (options.size, options.size)
    return np.asarray(ImageOps.fit(image, size, Image.Resampling.BICUBIC), np.uint8)


def split_images(pixels: Images, index: pd.DataFrame, split: Split, seed: int) -> tuple[Any, ...]:
    """Split the images, stratified by class, so that no group is in two parts.

    Args:
        pixels: (n, ...).
        index: as `load_images` returns it.
        split: number of folds.
        seed: of the random split.

    Returns:
        The index with a column `part`, then the pixels and labels of the parts `train`,
        `validation` and `test`.

    Raises:
        ValueError: a class is missing from a part.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    n_groups = index.groupby("class")["group"].nunique()
    if n_groups.min() < split.folds:
        raise ValueError(
            f"Expected at least {split.folds} groups of images of each class. Received "
            f"{n_groups.min()} of {n_groups.idxmin()}: add images, lower `split.folds`, or correct "
            "`images.group_pattern`."
        )
    folds = StratifiedGroupKFold(split.folds, shuffle=True, random_state=seed)
    tests = [test for _, test in folds.split(index, index["label"], index["group"])]
    part = np.full(len(index), "train", object)
    part[tests[0]], part[tests[1]] = "test", "validation"
    counts = pd.crosstab(part, index["class"])
    if (counts == 0).to_numpy().any():
        raise ValueError(
            "Expected every class in every part. Received parts without images of a class, since "
            f"groups are large:\n{counts.to_string()}\nAdd groups, or lower `split.folds`."
        )
    labels = index["label"].to_numpy()
    chosen = [np.flatnonzero(part == name) for name in PARTS]
    arrays = [array for rows in chosen for array in (pixels[rows], labels[rows])]
    return index.assign(part=part), *arrays


def normalise(pixels: Images) -> Floats:
    """Scale pixels from 0 to 255 to floats from 0 to 1."""
    return np.divide(pixels, 255, dtype=np.float32)

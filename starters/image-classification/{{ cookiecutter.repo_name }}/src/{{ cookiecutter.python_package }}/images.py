"""From files to arrays: load and check the images, split them by group, normalise them."""

import logging
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

SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"}
PARTS = ("train", "validation", "test")

log = logging.getLogger(__name__)


def load_images(
    files: dict[str, Callable[[], Image.Image]], options: ImageOptions
) -> tuple[Images, pd.DataFrame, list[str], pd.DataFrame]:
    """Load the images below a folder that has a folder for each class, which may be nested.

    Args:
        files: functions that open the files, by path below the folder.
        options: size, colour and groups of the images.

    Returns:
        The pixels, (n, size, size) or (n, size, size, 3), 0 to 255; `path`, `class`, `label` and
        `group` of each image; the classes, by label; `path` and `reason` of the skipped files.

    Raises:
        ValueError: images cannot be read, or there are fewer than two classes.
    """
    skipped = [(path, reason) for path in sorted(files) if (reason := find_reason_to_skip(path))]
    for path, reason in skipped:
        log.warning("Skipped %s: %s", path, reason)
    paths = sorted(files.keys() - dict(skipped).keys())
    names = [path.partition("/")[0] for path in paths]
    classes = sorted(set(names))
    if len(classes) < 2:
        raise ValueError(
            "Expected a folder of images for each of at least two classes. Received "
            f"{classes or 'no images'}: add folders, or correct the path in catalog_raw.yml."
        )
    matches = [options.group_pattern and options.group_pattern.search(path) for path in paths]
    groups = [m[m.lastindex or 0] if m else p for m, p in zip(matches, paths, strict=True)]
    labels = [classes.index(name) for name in names]
    index = pd.DataFrame({"path": paths, "class": names, "label": labels, "group": groups})
    pixels, problems = [], []
    for path in paths:
        try:
            pixels.append(convert_image(files[path](), options))
        except Exception as error:  # decoders raise errors of many types
            problems.append(f"{path}: {str(error) or type(error).__name__}")
    if problems:
        listed = "\n  ".join(problems)
        raise ValueError(f"Expected images. Replace or remove these files:\n  {listed}")
    return np.stack(pixels), index, classes, pd.DataFrame(skipped, columns=["path", "reason"])


def find_reason_to_skip(name: str) -> str:
    """Return why a file is no image of a class; empty if it may be one."""
    path = PurePosixPath(name)
    if any(part.startswith((".", "__MACOSX")) for part in path.parts):
        return "hidden"
    if path.suffix.lower() not in SUFFIXES:
        return "not an image"
    return "" if len(path.parts) > 1 else "in no class folder"


def convert_image(image: Image.Image, options: ImageOptions) -> Images:
    """Turn an image upright, put it on black, crop it to a square, and resize it (bicubic)."""
    if image.mode.startswith(("I", "F")):
        raise ValueError(f"expected 8 bits a channel, received Pillow's mode {image.mode}")
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        black = Image.new("RGBA", image.size, "black")
        image = Image.alpha_composite(black, image.convert("RGBA"))
    image = image.convert("L" if options.colour == "grey" else "RGB")
    return np.asarray(ImageOps.fit(image, (options.size, options.size)))


def split_images(pixels: Images, index: pd.DataFrame, split: Split, seed: int) -> tuple[Any, ...]:
    """Split the images, stratified by class, so that no group is in two parts.

    Returns:
        The index with a column `part`, then pixels and labels of train, validation and test.

    Raises:
        ValueError: a class has too few groups to be in each part.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    part = np.full(len(index), "train", object)
    if index.groupby("class")["group"].nunique().min() >= split.folds:
        folds = StratifiedGroupKFold(split.folds, shuffle=True, random_state=seed)
        (_, test), (_, validation), *_ = folds.split(pixels, index["label"], index["group"])
        part[test], part[validation] = "test", "validation"
    counts = pd.crosstab(index["class"], part)
    if len(counts.columns) < len(PARTS) or not counts.to_numpy().all():
        raise ValueError(
            f"Expected at least {split.folds} groups of each class, and each class in every part. "
            f"Received:\n{counts}\nAdd images, lower `folds`, or correct `group_pattern`."
        )
    both = pixels, index["label"].to_numpy()
    return index.assign(part=part), *(array[part == name] for name in PARTS for array in both)


def normalise(pixels: Images) -> Floats:
    """Scale pixels from 0 to 255 to floats from 0 to 1."""
    return np.divide(pixels, 255, dtype=np.float32)

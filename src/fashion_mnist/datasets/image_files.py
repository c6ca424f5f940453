"""Image files of a set, brought to one size."""

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from kedro.io import DatasetError
from PIL import Image, ImageOps

from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters.errors import InputError

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MODES = {1: "L", 3: "RGB"}  # Pillow's, by the number of channels
RESIZE: dict[str, Callable[..., Image.Image]] = {
    "crop": ImageOps.fit,
    "pad": ImageOps.pad,
    "stretch": Image.Image.resize,
}
LISTED = 10  # files in an error message
AT_ONCE = 1000  # files that are read before the first is needed
TOLD = 10_000  # files after which progress is told

log = logging.getLogger(__name__)


def read_images(
    paths: Sequence[Path], channels: int, size: Sequence[int] | None, resize: str
) -> Images:
    """Read image files: (n, height, width) with one channel, else (n, height, width, 3).

    Raises:
        DatasetError: some cannot be read, or they have unequal sizes and no size is given.
    """
    read = partial(_try_to_read, channels=channels, size=size, resize=resize)
    images: Images | None = None
    problems = []
    for place, (path, found) in enumerate(zip(paths, _read_in_parallel(read, paths), strict=True)):
        if isinstance(found, str):
            problems.append(f"  {path}: {found}")
            continue
        if images is None:
            images = np.empty((len(paths), *found.shape), np.uint8)
        _check_shape(path, found, images[0])
        images[place] = found
    if problems or images is None:
        more = [f"  and {len(problems) - LISTED} more"] if len(problems) > LISTED else []
        raise DatasetError(
            "Expected image files. These cannot be read: replace or remove them.\n"
            + "\n".join(problems[:LISTED] + more)
        )
    return images


def _read_in_parallel(
    read: Callable[[Path], Images | str], paths: Sequence[Path]
) -> Iterator[Images | str]:
    """What is read of each path, in their order; Pillow decodes in threads."""
    with _refuse_bombs(), ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(paths), AT_ONCE):
            if start and start % TOLD == 0:
                log.info("Read %s of %s images", f"{start:,}", f"{len(paths):,}")
            yield from pool.map(read, paths[start : start + AT_ONCE])


def _try_to_read(
    path: Path, channels: int, size: Sequence[int] | None, resize: str
) -> Images | str:
    """The image, or why it cannot be read."""
    try:
        return read_image(path, channels, size, resize)
    except Exception as error:  # decoders raise whatever they stumble over
        return str(error) or type(error).__name__


def _check_shape(path: Path, image: Images, first: Images) -> None:
    if image.shape != first.shape:
        (height, width), received = first.shape[:2], image.shape[:2]
        raise DatasetError(
            f"Expected images of one size. Received {height} x {width} (height x width) and, in "
            f"{path}, {received[0]} x {received[1]}: give `size: [height, width]` in the catalog, "
            "to which all are brought."
        )


def read_image(path: Path, channels: int, size: Sequence[int] | None, resize: str) -> Images:
    """Read an image file: upright, its transparent parts black, resized by bicubic interpolation.

    Raises:
        InputError: it has several pictures, or more than 8 bits a channel, which Pillow would cut
            off.
    """
    with Image.open(path, formats=FORMATS) as file:
        _check_kind(file)
        if size:
            file.draft(None, (2 * max(size), 2 * max(size)))  # decodes a large JPEG in part
        image = _remove_transparency(ImageOps.exif_transpose(file)).convert(MODES[channels])
        return np.asarray(RESIZE[resize](image, (size[1], size[0])) if size else image)


@contextmanager
def _refuse_bombs() -> Iterator[None]:
    """Files that would take too much memory are errors; other oddities do no harm."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _check_kind(file: Image.Image) -> None:
    if file.mode.startswith(("I", "F")):
        raise InputError(f"expected 8 bits a channel, received Pillow's mode {file.mode}")
    if getattr(file, "is_animated", False) and file.format != "MPO":  # of cameras, with a preview
        raise InputError("expected one picture, received an animation, or several pages")


def _remove_transparency(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    black = Image.new("RGBA", image.size, "black")
    return Image.alpha_composite(black, image.convert("RGBA"))

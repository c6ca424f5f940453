"""Images in folders that are named after their classes."""

import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from kedro.io import DatasetError
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray
from PIL import Image, ImageOps

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset, make_preview
from fashion_mnist.images.arrays import Images
from fashion_mnist.images.checks import check_class_sizes, encode_labels
from fashion_mnist.images.class_folders import list_classes, list_images
from fashion_mnist.images.splitting import split_indices
from fashion_mnist.parameters.errors import InputError

Content = Images | NDArray[np.str_]
Option = TypeVar("Option")
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MODES = {1: "L", 3: "RGB"}  # Pillow's, by the number of channels
RESIZE: dict[str, Callable[..., Image.Image]] = {
    "crop": ImageOps.fit,
    "pad": ImageOps.pad,
    "stretch": Image.Image.resize,
}
MAX_LISTED = 10  # files in an error message
READ_AHEAD = 1000  # files
LOG_EVERY = 10_000  # files
log = logging.getLogger(__name__)


class ImageFolderDataset(ReadOnlyDataset[Content]):
    """Loads the images below a folder, or their classes, which are the names of their folders.

    Images are uint8 (n, height, width, 3), or (n, height, width) with one channel. Labels are
    class names (n,). Both have the order of the sorted paths. `docs/own_images.md` has an example.
    """

    def __init__(
        self,
        *,
        filepath: str,
        content: Literal["images", "labels"],
        channels: Literal[1, 3] = 3,
        size: Sequence[int] | None = None,
        resize: Literal["crop", "pad", "stretch"] = "crop",
        part: Literal["train", "test"] | None = None,
        test_fraction: float = 0.2,
        seed: int = 0,
        metadata: Metadata = None,
    ) -> None:
        """Point to the local folder that holds a folder for each class.

        Args:
            channels: 1 for grey, 3 for colour.
            size: [height, width] to resize images to; null if all images have the same size.
            resize: `crop` around the middle, `pad` with black, or `stretch`.
            part: load only this part of the images; null for all of them.
            test_fraction: the fraction of each class in the test part.
            seed: the seed of this split, not of a run: all runs are tested on the same images.
        """
        self._filepath = Path(filepath)
        self._content = _check_choice("content", content, ("images", "labels"))
        self._channels = _check_choice("channels", channels, tuple(MODES))
        is_pair = isinstance(size, Sequence) and len(size) == 2
        if size is not None and not (is_pair and all(isinstance(n, int) and n > 0 for n in size)):
            raise InputError(f"Expected size to be [height, width] in pixels. Received: {size!r}")
        if not (isinstance(test_fraction, int | float) and 0 < test_fraction < 1):
            raise InputError(
                f"Expected test_fraction to be between 0 and 1. Received: {test_fraction!r}"
            )
        self._size, self._test_fraction, self._seed = size, test_fraction, seed
        self._resize = _check_choice("resize", resize, tuple(RESIZE))
        self._part = _check_choice("part", part, ("train", "test", None))
        self._loaded: Content | None = None
        self.metadata = metadata

    def load(self) -> Content:
        """Return the images or labels, and keep them until released; or raise DatasetError."""
        if self._loaded is None:
            names, paths = zip(*self._list_files(), strict=True)
            if self._content == "labels":
                self._loaded = np.array(names)
            else:
                self._loaded = read_images(paths, self._channels, self._size, self._resize)
            self._loaded.flags.writeable = False
        return self._loaded

    def _release(self) -> None:
        self._loaded = None

    def preview(self) -> TablePreview:
        """Count the images of each class for kedro-viz."""
        counts = Counter(name for name, _ in self._list_files())
        return make_preview(["class", "images"], list(counts.items()))

    def _list_files(self) -> list[tuple[str, Path]]:
        files = list_images(self._filepath)
        if self._part is None:
            return files
        classes, fraction = list_classes(self._filepath), self._test_fraction
        labels = encode_labels(np.array([name for name, _ in files]), classes)
        check_class_sizes(labels, classes, min(fraction, 1 - fraction))
        train, test = split_indices(labels, fraction, self._seed)
        return [files[index] for index in (test if self._part == "test" else train)]


def _check_choice(name: str, value: Option, allowed: Sequence[Option]) -> Option:
    if value not in allowed:
        names = ", ".join("null" if choice is None else str(choice) for choice in allowed)
        raise InputError(f"Expected {name} to be one of {names}. Received: {value!r}")
    return value


def read_images(
    paths: Sequence[Path], channels: int, size: Sequence[int] | None, resize: str
) -> Images:
    """Read images as uint8 (n, height, width) or (n, height, width, 3), or raise DatasetError."""
    read = partial(_try_to_read, channels=channels, size=size, resize=resize)
    images: Images | None = None
    problems = []
    for index, (path, found) in enumerate(zip(paths, _read_in_parallel(read, paths), strict=True)):
        if isinstance(found, str):
            problems.append(f"  {path}: {found}")
            continue
        if images is None:
            images = np.empty((len(paths), *found.shape), np.uint8)
        if found.shape != images.shape[1:]:
            first, other = (f"{size[0]} x {size[1]}" for size in (images.shape[1:], found.shape))
            raise DatasetError(
                f"Expected images of one size. Received {first} (height x width) and, in {path}, "
                f"{other}: give `size: [height, width]` in the catalog to resize all images."
            )
        images[index] = found
    if problems or images is None:
        more = [f"  and {len(problems) - MAX_LISTED} more"] if len(problems) > MAX_LISTED else []
        raise DatasetError(
            "Expected image files. These cannot be read: replace or remove them.\n"
            + "\n".join(problems[:MAX_LISTED] + more)
        )
    return images


def _read_in_parallel(
    read: Callable[[Path], Images | str], paths: Sequence[Path]
) -> Iterator[Images | str]:
    """Yield the result of `read` for each path, in their order, using a thread for each core."""
    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings.simplefilter("ignore")  # about harmless oddities of a file
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        for start in range(0, len(paths), READ_AHEAD):
            if start and start % LOG_EVERY == 0:
                log.info("Read %s of %s images", f"{start:,}", f"{len(paths):,}")
            yield from pool.map(read, paths[start : start + READ_AHEAD])


def _try_to_read(
    path: Path, channels: int, size: Sequence[int] | None, resize: str
) -> Images | str:
    """Read an image, rotate it upright, paint transparent parts black and resize it.

    Return the reason if that fails.
    """
    try:
        # By path, Pillow swaps the sides of some rotated TIFFs.
        with path.open("rb") as content, Image.open(content, formats=FORMATS) as file:
            if file.mode.startswith(("I", "F")):  # more than 8 bits, which Pillow would clip
                return f"expected 8 bits a channel, received Pillow's mode {file.mode}"
            if getattr(file, "is_animated", False) and file.format != "MPO":  # with a preview
                return "expected one picture, received an animation, or several pages"
            if size:  # decode a large JPEG at reduced size
                file.draft(None, (2 * max(size), 2 * max(size)))
            image = ImageOps.exif_transpose(file)
            if image.has_transparency_data:
                black = Image.new("RGBA", image.size, "black")
                image = Image.alpha_composite(black, image.convert("RGBA"))
            image = image.convert(MODES[channels])
            return np.asarray(RESIZE[resize](image, (size[1], size[0])) if size else image)
    except Exception as error:  # decoders raise errors of many types
        return str(error) or type(error).__name__

"""Images in a folder for each class."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

from fashion_mnist.datasets.image_files import MODES, RESIZE, read_images
from fashion_mnist.datasets.kedro_viz import Metadata, make_preview
from fashion_mnist.datasets.read_only import ReadOnlyDataset
from fashion_mnist.images import checks, splitting
from fashion_mnist.images.arrays import Images
from fashion_mnist.images.class_folders import list_classes, list_images
from fashion_mnist.parameters.errors import InputError

Content = Images | NDArray[np.str_]
Option = TypeVar("Option")


class ImageFolderDataset(ReadOnlyDataset[Content]):
    """Loads the images below a folder, or the class of each, which is the name of its folder.

    Images are uint8 (n, height, width, 3), or (n, height, width) with one channel; labels are
    names, (n,). Both are in the order of the sorted paths.

    Example:
        ::

            train_images:
              type: fashion_mnist.datasets.ImageFolderDataset
              filepath: data/01_raw/flowers/train
              content: images
              size: [32, 32]
            train_labels:
              type: fashion_mnist.datasets.ImageFolderDataset
              filepath: data/01_raw/flowers/train
              content: labels
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
        metadata: Metadata | None = None,
    ) -> None:
        """Point to the folder that holds a folder for each class.

        Args:
            filepath: a local path.
            content: what to load.
            channels: 1 for grey, 3 for colour.
            size: [height, width] to which images are brought; null if all have one size.
            resize: `crop` what reaches over the middle, `pad` with black, or `stretch`.
            part: load only this part of the folder; null for all of it.
            test_fraction: what belongs to the test part, of each class.
            seed: decides which images these are. It is not the seed of a run, so that runs with
                different seeds are tested on the same images.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self._content = _one_of("content", content, ("images", "labels"))
        self._channels = _one_of("channels", channels, tuple(MODES))
        self._size = _check_size(size)
        self._resize = _one_of("resize", resize, tuple(RESIZE))
        self._part = _one_of("part", part, ("train", "test", None))
        self._test_fraction = _check_fraction(test_fraction)
        self._seed = seed
        self._loaded: Content | None = None
        self.metadata = metadata

    def load(self) -> Content:
        """Return the images or their labels, kept for the rest of the run, which reads them again.

        Raises:
            DatasetError: classes lack images, or files cannot be read or have unequal sizes.
        """
        if self._loaded is None:
            self._loaded = self._read()
            self._loaded.flags.writeable = False
        return self._loaded

    def _release(self) -> None:
        self._loaded = None

    def _read(self) -> Content:
        files = self._list_files()
        if self._content == "labels":
            return np.array([name for name, _ in files])
        paths = [path for _, path in files]
        return read_images(paths, self._channels, self._size, self._resize)

    def preview(self) -> TablePreview:
        """Count the images of each class for kedro-viz."""
        counts = Counter(name for name, _ in self._list_files())
        return make_preview(["class", "images"], list(counts.items()))

    def _list_files(self) -> list[tuple[str, Path]]:
        files = list_images(self._filepath)
        if self._part is None:
            return files
        classes, fraction = list_classes(self._filepath), self._test_fraction
        labels = checks.encode_labels(np.array([name for name, _ in files]), classes)
        checks.check_class_sizes(labels, classes, min(fraction, 1 - fraction))
        train, test = splitting.split_indices(labels, fraction, self._seed)
        return [files[index] for index in (test if self._part == "test" else train)]

    def _exists(self) -> bool:
        return self._filepath.is_dir()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "content": self._content, "part": self._part}


def _one_of(name: str, value: Option, allowed: Sequence[Option]) -> Option:
    if value not in allowed:
        names = ", ".join("null" if choice is None else str(choice) for choice in allowed)
        raise InputError(f"Expected {name} to be one of {names}. Received: {value!r}")
    return value


def _check_size(size: Sequence[int] | None) -> Sequence[int] | None:
    is_pair = isinstance(size, Sequence) and len(size) == 2
    if size is not None and not (is_pair and all(isinstance(n, int) and n > 0 for n in size)):
        raise InputError(f"Expected size to be [height, width] in pixels. Received: {size!r}")
    return size


def _check_fraction(fraction: float) -> float:
    if not (isinstance(fraction, int | float) and 0 < fraction < 1):
        raise InputError(f"Expected test_fraction to be between 0 and 1. Received: {fraction!r}")
    return fraction

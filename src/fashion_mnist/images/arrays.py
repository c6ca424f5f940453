"""Image arrays: scaling, shapes, channels and encoding."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence, Sized
from io import BytesIO
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.parameters.errors import InputError

Shape = Sequence[int]  # height, width and channels
Images = NDArray[np.uint8]  # (n, height, width) grey, or (n, height, width, 3) in colour
Floats = NDArray[np.float32]
Shaped = TypeVar("Shaped", bound="ScaledImages | NDArray[Any]")
Labels = NDArray[np.integer]
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
BRIGHTNESS = np.arange(256, dtype=np.float32) / np.float32(255)  # of each pixel value
BATCH_SIZE = 2**18  # pixels per look-up, for which NumPy needs 8 bytes each


class ScaledImages:
    """Images as uint8 pixels, with a table of the float32 level of each of the 256 pixel values.

    Indexing returns the levels of the selected images only, so the pixels may stay on disk. `take`
    and `reshape` return scaled images.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, pixels: Images, levels: NDArray[np.floating]) -> None:
        """Take pixels (n, ...) and levels (256,); raise InputError for other types and shapes."""
        if pixels.dtype != np.uint8 or np.shape(levels) != BRIGHTNESS.shape:
            raise InputError(
                "Expected uint8 pixels and a level for each of their 256 values. Received "
                f"{pixels.dtype} pixels and levels of shape {np.shape(levels)}: scale "
                "numpy.arange(256) in the same way as the pixels."
            )
        self.pixels, self.levels = pixels, np.asarray(levels, np.float32)
        self.shape, self.ndim = pixels.shape, pixels.ndim

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.pixels)

    def __getitem__(self, index: Any) -> Floats:
        """Return the levels of the selected images."""
        pixels = self.pixels[index]
        levels = np.empty(pixels.shape, np.float32)
        batches = (in_batches(array.reshape(-1), BATCH_SIZE) for array in (pixels, levels))
        for values, out in zip(*batches, strict=True):
            np.take(self.levels, values, out=out, mode="clip")
        return levels

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the levels of all images, for NumPy and scikit-learn."""
        return self[:].astype(dtype or self.dtype, copy=False)

    def take(self, indices: NDArray[np.integer], axis: int = 0) -> ScaledImages:
        """Select images, as `numpy.ndarray.take` does."""
        return ScaledImages(self.pixels.take(indices, axis), self.levels)

    def reshape(self, *shape: int) -> ScaledImages:
        """Return the same images in another shape."""
        return ScaledImages(self.pixels.reshape(*shape), self.levels)

    def brightness(self) -> ScaledImages:
        """Return the same images with their brightness in [0, 1] as levels."""
        return ScaledImages(self.pixels, BRIGHTNESS)


AnyImages = ScaledImages | Floats


def digest_pixels(images: AnyImages | Images) -> str:
    """Return the SHA-256 of the pixels of images, scaled or not."""
    return hashlib.sha256(np.ascontiguousarray(getattr(images, "pixels", images)).data).hexdigest()


def to_brightness(pixels: Images) -> Floats:
    """Convert uint8 pixels to brightness in [0, 1]."""
    return np.divide(pixels, 255, dtype=np.float32)


def apply_levels(brightness: Floats, levels: Floats) -> Floats:
    """Interpolate the levels (256,) of the pixel values linearly at brightness in [0, 1]."""
    if np.array_equal(levels, BRIGHTNESS):
        return brightness
    return np.interp(brightness, BRIGHTNESS, levels).astype(np.float32)


def in_batches(images: ScaledImages | NDArray[Any], size: int) -> Iterator[NDArray[Any]]:
    """Yield images in order, `size` at a time; the last batch holds the rest."""
    return (images[start : start + size] for start in range(0, len(images), size))


def add_channel(images: Shaped) -> Shaped:
    """Reshape grey images (n, height, width) to (n, height, width, 1); keep colour images."""
    return images if images.ndim == 4 else cast(Shaped, images.reshape(*images.shape, 1))


def to_channels(images: Floats, channels: int) -> Floats:
    """Convert images (n, height, width, c) by their luminance to grey, or by repetition from it."""
    if images.shape[-1] == channels:
        return images
    if channels == 1:
        return images @ LUMINANCE[:, np.newaxis]
    return np.repeat(images, channels, axis=-1)


def flatten(images: Shaped) -> Shaped:
    """Reshape images to rows of features (n, n_features), as classical models expect."""
    return cast(Shaped, images.reshape(len(images), -1))


def one_hot(labels: Labels, classes: Sized) -> Floats:
    """Encode labels (n,) as float32 rows (n, n_classes), 1 at the label and 0 elsewhere."""
    return np.eye(len(classes), dtype=np.float32)[labels]


def add_mirrored(images: Floats, labels: Labels) -> tuple[Floats, Labels]:
    """Append the mirror images to images (n, height, width, channels), with their labels."""
    return np.concatenate([images, images[:, :, ::-1]]), np.concatenate([labels, labels])


def check_square_and_grey(images: AnyImages) -> None:
    """Raise InputError unless images are (n, size, size, 1), as backgrounds require."""
    _, height, width, channels = images.shape
    if height != width or channels != 1:
        raise InputError(
            "Expected square grey images of items on black, to put them onto backgrounds. "
            f"Received images of {height}x{width} pixels with {channels} channels."
        )


def encode_data_uri(pixels: Images, kind: str = "PNG", longest: int | None = None) -> str:
    """Encode pixels (h, w), (h, w, 3) or, with opacity, (h, w, 4) as the data URI of an image file.

    `PNG` is lossless, `WEBP` is smaller. Pictures are scaled down to the `longest` side in pixels.
    """
    file, image = BytesIO(), Image.fromarray(pixels)
    if longest:
        image.thumbnail((longest, longest))
    image.save(file, kind, optimize=True)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"

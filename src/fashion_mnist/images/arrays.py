"""Image arrays on their way from the raw files to the models."""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.parameters.errors import InputError

Images = NDArray[np.uint8]  # (n, height, width) grey, or (n, height, width, 3) in colour
Floats = NDArray[np.float32]
AnyImages = NDArray[np.uint8 | np.float32]  # pixels, or these scaled to [0, 1]
Number = TypeVar("Number", bound=np.uint8 | np.float32)
Labels = NDArray[np.integer]
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


def normalise(pixels: AnyImages) -> Floats:
    """Scale uint8 pixels in [0, 255] to float32 in [0, 1]."""
    return np.divide(pixels, 255, dtype=np.float32)


class Normalised:
    """Pixels that are scaled to [0, 1] where they are read, as many as are asked for."""

    dtype = np.dtype(np.float32)

    def __init__(self, pixels: Images) -> None:
        """Take the pixels, (n, height, width) or (n, height, width, 3)."""
        self.pixels = pixels
        self.shape = pixels.shape

    def __len__(self) -> int:
        """The number of images."""
        return len(self.pixels)

    def __getitem__(self, some: slice) -> Floats:
        """Some of the images."""
        return normalise(self.pixels[some])


def to_floats(images: AnyImages) -> Floats:
    """Images in [0, 1]: pixels are scaled, what is scaled already stays as it is."""
    return normalise(images) if images.dtype == np.uint8 else np.asarray(images, np.float32)


def in_batches(images: NDArray[Number], size: int) -> Iterator[NDArray[Number]]:
    """Images in their order, `size` at a time, the rest at the end."""
    return (images[start : start + size] for start in range(0, len(images), size))


def add_channel(images: NDArray[Number]) -> NDArray[Number]:
    """Shape grey images (n, height, width) for the networks: (n, height, width, 1).

    Colour images have their channels already.
    """
    return images if images.ndim == 4 else images[..., np.newaxis]


def to_channels(images: Floats, channels: int) -> Floats:
    """Give images (n, height, width, c) as many channels as a network takes.

    Grey is repeated for each colour; colours become grey by their luminance.
    """
    if images.shape[-1] == channels:
        return images
    if channels == 1:
        return images @ LUMINANCE[:, np.newaxis]
    return np.repeat(images, channels, axis=-1)


def flatten(images: NDArray[Number]) -> NDArray[Number]:
    """Shape images for the classical models, as a row of features each: (n, n_features)."""
    return images.reshape(len(images), -1)


def one_hot(labels: Labels, n_classes: int) -> Floats:
    """Encode labels (n,) as float32 rows (n, n_classes), 1 at the label and 0 elsewhere."""
    return np.eye(n_classes, dtype=np.float32)[labels]


def add_mirrored(images: Floats, labels: Labels) -> tuple[Floats, Labels]:
    """The images (n, height, width, channels) and their mirror images, with their labels."""
    return np.concatenate([images, images[:, :, ::-1]]), np.concatenate([labels, labels])


def check_square_and_grey(images: AnyImages) -> None:
    """Raise InputError unless images are (n, size, size, 1), to be put onto backgrounds."""
    _, height, width, channels = images.shape
    if height != width or channels != 1:
        raise InputError(
            "Expected square grey images, of items on black, to put them onto backgrounds. "
            f"Received images of {height}x{width} pixels with {channels} channels."
        )


def encode_data_uri(pixels: Images, kind: str = "PNG", longest: int | None = None) -> str:
    """Grey (h, w), coloured (h, w, 3) or partly transparent pixels (h, w, 4), as a data URI.

    `kind` is PNG, which keeps every pixel, or WEBP, which takes less room. A picture that has
    an edge of more than `longest` pixels is scaled down.
    """
    file, image = BytesIO(), Image.fromarray(pixels)
    if longest:
        image.thumbnail((longest, longest))
    image.save(file, kind, optimize=True)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"

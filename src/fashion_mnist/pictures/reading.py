"""Users' pictures: where they are, how they are decoded, and why one cannot be read."""

import math
import os
import re
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashion_mnist.images.arrays import Images
from fashion_mnist.images.class_folders import refuse_root
from fashion_mnist.parameters.errors import InputError

LONGEST_EDGE = 512  # pixels of a decoded picture
PER_PIXEL = 16  # bytes, including all copies that decoders and conversions make
PER_COEFFICIENT = 2  # bytes; decoding a multi-scan JPEG stores one per channel and pixel
COMPRESSED_BMP = 4_000_000  # pixels; Pillow decodes them one by one
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MEMORY = 2 * 10**9  # bytes: the limit of a file's size and of the memory to decode it
DECODING = threading.Lock()  # the filters of warnings and Pillow's limit belong to the process
LIMIT = f"{MEMORY / 1e9:.0f} GB"
TOO_LARGE = f"decoding it may take more than {LIMIT} of memory, the limit: save it smaller"
# Control characters, line breaks, and the surrogates that stand for bytes that are not UTF-8.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

Pictures = dict[str, Callable[[], Images]]  # by name, a function that reads the picture
Given = str | Path | Image.Image | Images  # a folder, a file, or a picture in memory


class GivenPictures:
    """Folders, which are searched recursively, files, and pictures in memory, mixed.

    A picture in memory is a Pillow image, or an array (h, w), (h, w, 3) or (h, w, 4) of uint8.
    Hidden files are skipped. A relative path starts from the folder in which the program was
    started.
    """

    def __init__(self, paths: Given | Sequence[Given] | None) -> None:
        """Note where the pictures are; refuse other arrays, and a file system's root."""
        listed: Sequence[Any] = paths if isinstance(paths, list | tuple) else [paths]
        self._paths = [
            _normalise(given) for given in listed if not isinstance(given, str | None) or given
        ]

    @property
    def places(self) -> list[str]:
        """The paths and images, as texts."""
        return [escape_unprintable(str(given)) for given in self._paths]

    def exist(self) -> bool:
        """Return whether there is any picture."""
        return any(
            not isinstance(given, Path)
            or any(os.path.lexists(path) for _, path in _list_files(given))
            for given in self._paths
        )

    def find(self) -> Pictures:
        """Return a function that reads each picture, by name; raise InputError if there are none.

        A file in a folder is named by its path relative to the folder, with special characters
        escaped. Files of the same name are named by their whole paths, and pictures in memory by
        their number.
        """
        if not self.exist():
            raise InputError(f"Expected a folder with pictures, or a picture. {self.describe()}.")
        short, full, readers = zip(*self._list(), strict=True)
        return dict(zip(make_distinct_names(short, full), readers, strict=True))

    def describe(self) -> str:
        """Say where no picture was found."""
        places = ", ".join(self.places)
        return f"Received {places}, where no picture was found" if places else "Received none"

    def _list(self) -> Iterator[tuple[str, str, Callable[[], Images]]]:
        """Yield the name of each picture, a longer name in case of duplicates, and its reader."""
        for number, given in enumerate(self._paths, start=1):
            if isinstance(given, Path):
                for name, path in _list_files(given):
                    short, full = map(escape_unprintable, (name, str(path)))
                    yield short, full, partial(read_picture, path)
            else:
                yield f"picture {number}", f"picture {number}", partial(read_image, given)


def _normalise(given: Given) -> Path | Image.Image:
    if isinstance(given, Image.Image):
        return given
    if isinstance(given, np.ndarray):
        is_picture = given.ndim == 2 or (given.ndim == 3 and given.shape[2] in (3, 4))
        if not is_picture or given.dtype != np.uint8 or not given.size:
            raise InputError(
                "Expected a picture as an array (height, width), (height, width, 3) or (height, "
                f"width, 4) of uint8 in [0, 255]. Received {given.shape} of {given.dtype}: convert "
                "it, and give several pictures as a list."
            )
        return Image.fromarray(given)
    path = Path(os.path.expanduser(str(given)))
    refuse_root(path)
    return path


def _list_files(path: Path) -> list[tuple[str, Path]]:
    if not os.path.isdir(path):  # unlike Path.is_dir, False for any path that cannot be accessed
        return [(str(path), path)]
    inside = [(file.relative_to(path), file) for file in sorted(path.rglob("*"))]
    return [
        (name.as_posix(), file)
        for name, file in inside
        if not os.path.isdir(file) and not any(part.startswith(".") for part in name.parts)
    ]


def read_picture(path: Path) -> Images:
    """Read the first frame of a picture, upright, with a longest edge of at most 512 pixels.

    The result is uint8, (h, w, 4): red, green, blue and opacity.

    Raises:
        UnreadablePictureError: the file is not a picture, damaged or not readable, or its size or
            the memory to decode it may exceed `MEMORY`.
    """
    with _explain_errors():
        if not path.is_file():
            raise UnreadablePictureError("no such file")
        if not (size := path.stat().st_size):
            raise UnreadablePictureError("the file is empty")
        if size > MEMORY:
            raise UnreadablePictureError(f"the file has more than {LIMIT}, the limit")
        with path.open("rb") as file:  # by path, Pillow swaps the sides of some rotated TIFFs
            return decode_picture(file)


def decode_picture(file: BinaryIO) -> Images:
    """Decode a picture from an open file as `read_picture` does.

    One thread at a time decodes, so that memory holds one large picture.
    """
    limit = _allow_pixels(MEMORY // PER_COEFFICIENT)
    with _explain_errors(), DECODING, warnings.catch_warnings(), limit:
        warnings.simplefilter("ignore")  # about harmless oddities of a file
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as image:
            pixels = math.prod(image.size)
            is_jpeg = image.draft(None, (2 * LONGEST_EDGE, 2 * LONGEST_EDGE)) is not None
            coefficients = len(image.getbands()) * pixels if is_jpeg else 0
            if PER_COEFFICIENT * coefficients + PER_PIXEL * math.prod(image.size) > MEMORY:
                raise UnreadablePictureError(TOO_LARGE)
            if image.format == "BMP" and image.info.get("compression") and pixels > COMPRESSED_BMP:
                raise UnreadablePictureError(
                    "a compressed BMP this large takes too long: save it as PNG"
                )
            return np.asarray(_shrink(image))


def read_image(image: Image.Image) -> Images:
    """Convert a Pillow image as `read_picture` converts a file, without changing the image."""
    with _explain_errors():  # Pillow may only now decode the image's file
        if PER_PIXEL * math.prod(image.size) > MEMORY:
            raise UnreadablePictureError(TOO_LARGE)
        return np.asarray(_shrink(image.copy()))


@contextmanager
def _allow_pixels(limit: int) -> Iterator[None]:
    """Replace Pillow's pixel limit, which does not consider the memory that a format takes."""
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, limit
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _shrink(image: Image.Image) -> Image.Image:
    if not math.prod(image.size):
        raise UnreadablePictureError("it has no pixels")
    if image.mode in ("1", "P", "PA"):  # averages of these values have no meaning
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16"):  # Pillow cannot average these values
        image = image.convert("I")
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    if image.mode in ("I", "F"):  # stretch values of 16 or 32 bits from their own range
        values = np.nan_to_num(np.asarray(image, np.float64))
        scaled = (values - values.min()) / max(np.ptp(values), 1e-9) * 255
        # Keep the orientation, but not the transparent grey, which has another value now.
        info = {key: value for key, value in image.info.items() if key != "transparency"}
        image = Image.fromarray(np.rint(scaled).astype(np.uint8))
        image.info = info
    return ImageOps.exif_transpose(image).convert("RGBA")


class UnreadablePictureError(ValueError):
    """A file cannot be used as a picture; the message gives the reason in words for users."""


@contextmanager
def _explain_errors() -> Iterator[None]:
    """Raise UnreadablePictureError instead of other errors, of which decoders raise many types."""
    try:
        yield
    except UnreadablePictureError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadablePictureError(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        known = ", ".join(FORMATS)
        raise UnreadablePictureError(f"not a picture in a known format ({known})") from error
    except PermissionError as error:
        raise UnreadablePictureError("no permission to read it") from error
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise UnreadablePictureError(escape_unprintable(f"damaged: {reason}")) from error


def escape_unprintable(name: str) -> str:
    r"""Escape a name so that every file and terminal can hold it on one line.

    Line breaks, other control characters and bytes that are not UTF-8 become escapes, such as `\n`
    or `\udce9`. Nearly all names stay the same.
    """
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


def make_distinct_names(short: Sequence[str], full: Sequence[str]) -> list[str]:
    """Return a distinct name for each file: the short one, or the full one if several share that.

    If names are still equal, all but the first get a number as suffix.
    """
    times = Counter(short)
    names: dict[str, None] = {}
    for name, long in zip(short, full, strict=True):
        wanted = long if times[name] > 1 else name
        numbered = chain([wanted], (f"{wanted} ({n})" for n in count(2)))
        names[next(candidate for candidate in numbered if candidate not in names)] = None
    return list(names)

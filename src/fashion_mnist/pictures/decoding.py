"""Reading picture files of people, or saying why one cannot be read."""

import math
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters.errors import InputError

LONGEST_EDGE = 512  # pixels of a decoded picture

PER_PIXEL = 16  # bytes, with every copy that a decoder or a conversion makes
PER_COEFFICIENT = 2  # bytes; a JPEG of several scans keeps one for each channel of each pixel
COMPRESSED_BMP = 4_000_000  # pixels, which Pillow decodes one by one
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MEMORY = 2 * 10**9  # bytes that a file may have, and that its decoding may take
LIMIT = f"{MEMORY / 1e9:.0f} GB"
TOO_LARGE = f"decoding it may take more than {LIMIT} of memory, the limit: save it smaller"
# Control characters and line breaks; what Python makes of bytes that are not UTF-8.
UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read_picture(path: Path) -> Images:
    """Read a picture, or its first frame, upright and scaled down to at most 512 pixels.

    Returns:
        Red, green, blue and opacity: (h, w, 4), uint8.

    Raises:
        UnreadablePictureError: not a picture, damaged, not readable, or so large that the file or
            its decoding may exceed `MEMORY`.
    """
    try:
        if not path.is_file():
            raise UnreadablePictureError("no such file")
        if not (size := path.stat().st_size):
            raise UnreadablePictureError("the file is empty")
        if size > MEMORY:
            raise UnreadablePictureError(f"the file has more than {LIMIT}, the limit")
    except OSError as error:
        raise UnreadablePictureError(show(explain(error))) from error
    return decode_picture(path)


def decode_picture(file: Path | BinaryIO) -> Images:
    """As `read_picture` does, of an open file too."""
    try:
        return _decode(file)
    except UnreadablePictureError:
        raise
    except Exception as error:  # decoders raise whatever they stumble over
        raise UnreadablePictureError(show(explain(error))) from error


def read_image(image: Image.Image) -> Images:
    """Take an image of Pillow as `read_picture` takes a file; it is left as it is.

    Raises:
        UnreadablePictureError: it cannot be decoded, or has no pixels or too many.
    """
    try:
        if PER_PIXEL * math.prod(image.size) > MEMORY:
            raise UnreadablePictureError(TOO_LARGE)
        return np.asarray(_shrink(image.copy()))
    except UnreadablePictureError:
        raise
    except Exception as error:  # it may be a file that has not been decoded yet
        raise UnreadablePictureError(show(explain(error))) from error


def to_image(array: Images) -> Image.Image:
    """An image of Pillow from an array (h, w), (h, w, 3) or (h, w, 4) of uint8.

    Raises:
        InputError: the array is of another shape or type.
    """
    is_picture = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if not is_picture or array.dtype != np.uint8 or not array.size:
        raise InputError(
            "Expected a picture as an array (height, width), (height, width, 3) or (height, width, "
            f"4) of uint8 in [0, 255]. Received {array.shape} of {array.dtype}: convert it, and "
            "give several pictures as a list."
        )
    return Image.fromarray(array)


def _decode(file: Path | BinaryIO) -> Images:
    with warnings.catch_warnings(), _allow_pixels(MEMORY // PER_COEFFICIENT):
        warnings.simplefilter("ignore")  # oddities that do no harm
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as image:
            _limit_memory(image)
            return np.asarray(_shrink(image))


@contextmanager
def _allow_pixels(limit: int) -> Iterator[None]:
    """Raise Pillow's limit, which is the same whatever the format takes of memory."""
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, limit
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _limit_memory(image: Image.Image) -> None:
    """Have a large JPEG decoded at a reduced size; refuse what may take too much memory still."""
    pixels = math.prod(image.size)
    is_jpeg = image.draft(None, (2 * LONGEST_EDGE, 2 * LONGEST_EDGE)) is not None
    coefficients = len(image.getbands()) * pixels if is_jpeg else 0
    if PER_COEFFICIENT * coefficients + PER_PIXEL * math.prod(image.size) > MEMORY:
        raise UnreadablePictureError(TOO_LARGE)
    if image.format == "BMP" and image.info.get("compression") and pixels > COMPRESSED_BMP:
        raise UnreadablePictureError("a compressed BMP this large takes too long: save it as PNG")


def _shrink(image: Image.Image) -> Image.Image:
    if not math.prod(image.size):
        raise UnreadablePictureError("it has no pixels")
    if image.mode in ("1", "P", "PA"):  # whose values have no mean
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16"):  # of which Pillow takes no means
        image = image.convert("I")
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    if image.mode in ("I", "F"):
        image = _to_8_bits(image)
    return ImageOps.exif_transpose(image).convert("RGBA")


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Stretch grey values of 16 or 32 bits between their lowest and highest."""
    values = np.nan_to_num(np.asarray(image, np.float64))
    scaled = (values - values.min()) / max(np.ptp(values), 1e-9) * 255
    grey = Image.fromarray(np.rint(scaled).astype(np.uint8))
    # The orientation is kept, and not which grey is transparent: it has another value now.
    grey.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return grey


class UnreadablePictureError(ValueError):
    """A file that cannot be used as a picture; the message is the reason, for people."""


def explain(error: Exception) -> str:
    """Why a file could not be read, in words for the person whose picture it is."""
    match error:
        case Image.DecompressionBombWarning() | Image.DecompressionBombError():
            return TOO_LARGE
        case UnidentifiedImageError():
            return f"not a picture in a known format ({', '.join(FORMATS)})"
        case PermissionError():
            return "no permission to read it"
        case _:
            return f"damaged: {str(error) or type(error).__name__}"


def show(name: str) -> str:
    r"""A name on one line that every file and terminal takes.

    Line breaks, other control characters and bytes that are not UTF-8 become escapes, such as `\n`
    or `\udce9`; nearly all names stay as they are.
    """
    return UNSHOWABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


def tell_apart(short: Sequence[str], full: Sequence[str]) -> list[str]:
    """A name for each file, all of them different.

    Args:
        short: a name for each file.
        full: a longer one for each, which takes the place of a short one that several files have.

    Returns:
        In the order of the files; equal names have a number behind them from the second on.
    """
    times = Counter(short)
    names = (long if times[name] > 1 else name for name, long in zip(short, full, strict=True))
    return list(_number(names))


def _number(names: Iterator[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        numbered = chain([name], (f"{name} ({n})" for n in count(2)))
        free = next(candidate for candidate in numbered if candidate not in taken)
        taken.add(free)
        yield free

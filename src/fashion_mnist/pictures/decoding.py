"""Picture files that may hold anything, decoded in bounded memory."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashion_mnist.images.arrays import Images

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
LONGEST_EDGE = 512  # pixels of a decoded picture


class UnreadablePictureError(ValueError):
    """A file that cannot be used as a picture; the message is the reason, for people."""


def read_picture(path: Path) -> Images:
    """Read a picture, or its first frame, upright and scaled down to at most 512 pixels.

    Returns:
        Red, green, blue and opacity: (h, w, 4).

    Raises:
        UnreadablePictureError: not a picture, damaged, not readable, or with more pixels than
            Pillow's limit.
    """
    try:
        if not path.is_file():
            raise UnreadablePictureError("no such file")
        if not path.stat().st_size:
            raise UnreadablePictureError("the file is empty")
        return _decode(path)
    except UnreadablePictureError:
        raise
    except Exception as error:  # decoders raise whatever they stumble over
        raise UnreadablePictureError(explain(error)) from error


def _decode(path: Path) -> Images:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oddities that do no harm
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=FORMATS) as image:
            return np.asarray(_shrink(image))


def _shrink(image: Image.Image) -> Image.Image:
    size = (LONGEST_EDGE, LONGEST_EDGE)
    image.draft(None, (2 * LONGEST_EDGE, 2 * LONGEST_EDGE))  # decodes a large JPEG in part
    if image.mode in ("1", "P", "PA"):  # whose values have no mean
        image = image.convert("RGBA")
    image.thumbnail(size)
    if image.mode.startswith(("I", "F")):
        image = _to_8_bits(image)
    return ImageOps.exif_transpose(image).convert("RGBA")


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Stretch grey values of 16 or 32 bits between their lowest and highest."""
    values = np.nan_to_num(np.asarray(image, np.float64))
    scaled = (values - values.min()) / max(np.ptp(values), 1e-9) * 255
    grey = Image.fromarray(np.rint(scaled).astype(np.uint8))
    grey.info = image.info  # the orientation
    return grey


def explain(error: Exception) -> str:
    """Why a file could not be read, in words for the person whose picture it is."""
    match error:
        case Image.DecompressionBombWarning() | Image.DecompressionBombError():
            return f"more than {(Image.MAX_IMAGE_PIXELS or 0) // 10**6} million pixels"
        case UnidentifiedImageError():
            return f"not a picture in a known format ({', '.join(FORMATS)})"
        case PermissionError():
            return "no permission to read it"
        case _:
            return f"damaged: {str(error) or type(error).__name__}"

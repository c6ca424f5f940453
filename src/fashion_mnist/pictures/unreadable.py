"""Files that cannot be used as pictures, and why not."""

from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MEMORY = 2 * 10**9  # bytes that a file may have, and that its decoding may take
LIMIT = f"{MEMORY / 1e9:.0f} GB"
TOO_LARGE = f"decoding it may take more than {LIMIT} of memory, the limit: save it smaller"


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

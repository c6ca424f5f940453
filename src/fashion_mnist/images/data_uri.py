"""Pictures as data URIs, which need no file beside the page."""

import base64
from io import BytesIO

from PIL import Image

from fashion_mnist.images.arrays import Images


def encode(pixels: Images, kind: str = "PNG", longest: int | None = None) -> str:
    """Grey (h, w), coloured (h, w, 3) or partly transparent pixels (h, w, 4), as a data URI.

    `kind` is PNG, which keeps every pixel, or WEBP, which takes less room. A picture that has
    an edge of more than `longest` pixels is scaled down.
    """
    file, image = BytesIO(), Image.fromarray(pixels)
    if longest:
        image.thumbnail((longest, longest))
    image.save(file, kind, optimize=True)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"

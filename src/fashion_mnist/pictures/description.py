"""What became of a picture, as JSON can hold it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.conversion import Conversion, convert
from fashion_mnist.pictures.decoding import UnreadablePictureError


def describe_pictures(
    pictures: Mapping[str, Callable[[], Images]], size: int
) -> tuple[list[dict[str, object]], Images, Images]:
    """Describe several pictures, one at a time, as `describe_picture` does each."""
    described, grey, colour = zip(
        *(describe_picture(name, read, size) for name, read in pictures.items()), strict=True
    )
    return list(described), np.stack(grey), np.stack(colour)


def describe_picture(
    name: str, read: Callable[[], Images], size: int
) -> tuple[dict[str, object], Images, Images]:
    """Convert a picture and describe how, as JSON can hold it; or say why that is not possible.

    Args:
        name: of the file.
        read: gives the picture (h, w, 4), or raises UnreadablePictureError.
        size: of the edges, in pixels, that the model takes.

    Returns:
        The description, and the pixels that a model may take, grey (size, size) and in colour
        (size, size, 3), all 0 if there are none.
    """
    described: dict[str, object] = {"file": name, "reason": None, "picture": None}
    try:
        picture = read()
        described["picture"] = data_uri.encode(picture, "WEBP")
        views = convert(picture, size)
    except UnreadablePictureError as error:
        nothing = np.zeros((size, size, 3), np.uint8)
        return described | {"reason": str(error)}, nothing[..., 0], nothing
    for view, conversion in views.items():
        described[view] = _describe_conversion(conversion, picture.shape)
    return described, views["grey"].pixels, views["colour"].pixels


def _describe_conversion(conversion: Conversion, shape: Sequence[int]) -> dict[str, object]:
    steps = [
        {
            "caption": caption,
            "source": data_uri.encode(
                image, "PNG" if len(image) <= len(conversion.pixels) else "WEBP"
            ),
        }
        for caption, image in conversion.steps.items()
    ]
    height, width = shape[:2]
    top, left, item_height, item_width = conversion.source
    place = {
        "top": top / height,
        "left": left / width,
        "height": item_height / height,
        "width": item_width / width,
    }
    return {"steps": steps, "place": place, "target": list(conversion.target)}

"""What became of a picture, as JSON can hold it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.conversion import take_pixels, try_to_convert
from fashion_mnist.pictures.types import Conversion, Taken

SHOWN, SHOWN_STEP = 256, 128  # pixels of the longest edge of what people see


def describe_pictures(
    pictures: Mapping[str, Callable[[], Images]], taken: Taken
) -> tuple[list[dict[str, object]], Images, Images]:
    """Describe several pictures, one at a time, as `describe_picture` does each."""
    described, seen, like_training = zip(
        *(describe_picture(name, read, taken) for name, read in pictures.items()), strict=True
    )
    return list(described), np.stack(seen), np.stack(like_training)


def describe_picture(
    name: str, read: Callable[[], Images], taken: Taken
) -> tuple[dict[str, object], Images, Images]:
    """Convert a picture and describe how, as JSON can hold it; or say why that is not possible.

    Args:
        name: of the file.
        read: gives the picture (h, w, 4), or raises UnreadablePictureError.
        taken: what images the model takes.

    Returns:
        The description; what the model sees, (height, width) or (height, width, 3); and likewise
        what is like the training images. Of a picture that cannot be used they are all 0.
    """
    attempt = try_to_convert(read, taken)
    described: dict[str, object] = {"file": name, "reason": attempt.reason, "picture": None}
    if attempt.picture is not None:
        described["height"], described["width"] = attempt.picture.shape[:2]
        described["picture"] = data_uri.encode(attempt.picture, "WEBP", SHOWN)
        for view, conversion in attempt.views.items():
            described[view] = _describe_conversion(conversion, attempt.picture.shape)
    return described, *take_pixels(attempt, taken)


def _describe_conversion(conversion: Conversion, shape: Sequence[int]) -> dict[str, object]:
    steps = [
        {"caption": caption, "source": encode_step(image, len(conversion.pixels))}
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


def encode_step(image: Images, size: int) -> str:
    """Every pixel of what has the size of the model's images, or less; else enough to look at."""
    is_small = max(image.shape[:2]) <= size
    return data_uri.encode(image) if is_small else data_uri.encode(image, "WEBP", SHOWN_STEP)

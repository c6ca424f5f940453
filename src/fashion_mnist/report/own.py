"""The page of people's own pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from fashion_mnist import models
from fashion_mnist.arrays import Floats, Images
from fashion_mnist.pictures.conversion import Box, Conversion, convert
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.report import pictures
from fashion_mnist.report.render import render


def describe_picture(
    name: str, read: Callable[[], Images], size: int
) -> tuple[dict[str, Any], Images]:
    """Convert a picture and describe how, as JSON can hold it; or say why that is not possible.

    Args:
        name: of the file.
        read: gives the picture (h, w, 4), or raises UnreadablePictureError.
        size: of the edges, in pixels, that the model takes.

    Returns:
        The description, and the pixels (size, size) for the model, all 0 if there are none.
    """
    described: dict[str, Any] = {"file": name, "reason": None, "picture": None, "steps": []}
    try:
        picture = read()
        described["picture"] = pictures.encode(picture, "WEBP")
        conversion = convert(picture, size)
    except UnreadablePictureError as error:
        return described | {"reason": str(error)}, np.zeros((size, size), np.uint8)
    return described | _describe_conversion(conversion, picture.shape), conversion.pixels


def _describe_conversion(conversion: Conversion, shape: Sequence[int]) -> dict[str, Any]:
    steps = [
        {
            "caption": caption,
            "source": pictures.encode(
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


def write_page(
    classifier: Mapping[str, Any],
    described: Sequence[Mapping[str, Any]],
    answers: pd.DataFrame,
    maps: Floats,
) -> str:
    """Write one HTML page that needs no other file.

    Args:
        classifier: what `describe_classifier` gives.
        described: what `describe_picture` gives, for each picture.
        answers: what `tabulate_answers` gives, a row for each picture.
        maps: (n, size, size), what speaks for each answer, in [0, 1].
    """
    rows = answers.to_dict("records")
    return render(
        "own.html.j2",
        classifier=classifier,
        is_network=classifier["model"] in models.NETWORKS,
        pictures=[
            {
                **row,
                **description,
                "ranked": _rank(row),
                "heat": pictures.encode(pictures.tint(_cut(heat, description))),
            }
            for description, row, heat in zip(described, rows, maps, strict=True)
        ],
    )


def _rank(row: Mapping[str, Any]) -> list[tuple[str, float]]:
    return [(row[f"class{suffix}"], row[f"probability{suffix}"]) for suffix in ("", "_2", "_3")]


def _cut(heat: Floats, description: Mapping[str, Any]) -> Floats:
    """The part of a heat map where the item was put."""
    return heat[Box(*description["target"]).slices] if description["reason"] is None else heat

"""The page of people's own pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from fashion_mnist import models
from fashion_mnist.arrays import Floats, Images
from fashion_mnist.pictures.conversion import Box, Conversion, View, convert
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.report import pictures
from fashion_mnist.report.render import render


def describe_picture(
    name: str, read: Callable[[], Images], size: int
) -> tuple[dict[str, Any], Images, Images]:
    """Convert a picture and describe how, as JSON can hold it; or say why that is not possible.

    Args:
        name: of the file.
        read: gives the picture (h, w, 4), or raises UnreadablePictureError.
        size: of the edges, in pixels, that the model takes.

    Returns:
        The description, and the pixels that a model may take, grey (size, size) and in colour
        (size, size, 3), all 0 if there are none.
    """
    described: dict[str, Any] = {"file": name, "reason": None, "picture": None}
    try:
        picture = read()
        described["picture"] = pictures.encode(picture, "WEBP")
        views = convert(picture, size)
    except UnreadablePictureError as error:
        nothing = np.zeros((size, size, 3), np.uint8)
        return described | {"reason": str(error)}, nothing[..., 0], nothing
    for view, conversion in views.items():
        described[view] = _describe_conversion(conversion, picture.shape)
    return described, views["grey"].pixels, views["colour"].pixels


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
        in_colour=(answers["seen"] == "colour").all(),
        is_network=classifier["model"] in models.networks(),
        pictures=[
            {
                **row,
                **description,
                **description.get(row["seen"], {}),
                "ranked": _rank(row),
                "heat": pictures.encode(pictures.tint(_cut(heat, description, row["seen"]))),
            }
            for description, row, heat in zip(described, rows, maps, strict=True)
        ],
    )


def _rank(row: Mapping[str, Any]) -> list[tuple[str, float]]:
    ranks = [suffix for suffix in ("", "_2", "_3") if f"class{suffix}" in row]
    return [(row[f"class{suffix}"], row[f"probability{suffix}"]) for suffix in ranks]


def _cut(heat: Floats, description: Mapping[str, Any], view: View) -> Floats:
    """The part of a heat map that lies on the picture."""
    return heat[Box(*description[view]["target"]).slices] if view in description else heat

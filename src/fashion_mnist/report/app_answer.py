"""The answer to one picture, as the app shows it."""

from collections.abc import Mapping

from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.description import encode_step
from fashion_mnist.pictures.explained import Explained
from fashion_mnist.pictures.verdicts import judge
from fashion_mnist.report import thumbnails
from fashion_mnist.report.pictures_page import rank
from fashion_mnist.report.render import Json, render

EVERYWHERE = {"left": 0.0, "top": 0.0, "width": 1.0, "height": 1.0}


def write_about(classifier: Mapping[str, object], command: str | None) -> str:
    """Write a part of a page: who answers, and what that is worth.

    Args:
        classifier: what `describe_classifier` gives, and what it is `judged_on`.
        command: what trains a network with photographs; None if there are none of these classes.
    """
    knows_photographs = classifier["judged_on"] == "photographs"
    return render(
        "app_about.html.j2",
        classifier=classifier,
        command=None if knows_photographs else command,
    )


def write_answer(explained: Explained) -> str:
    """Write a part of a page, which needs no file: the answer and how it came about, or why not."""
    answer, picture, conversion, _, heat = explained
    row = {str(name): value for name, value in answer.items()}
    if picture is None or conversion is None or heat is None:
        return write_refusal(row["reason"], picture)
    steps = [
        {"caption": caption, "source": encode_step(image, len(conversion.pixels))}
        for caption, image in conversion.steps.items()
    ]
    shown = {"verdict": judge(row), "ranked": rank(row), "steps": steps, "place": EVERYWHERE}
    shown["heat"] = data_uri.encode(thumbnails.tint(heat), "WEBP")
    return render(
        "app_answer.html.j2",
        picture=row | shown | _show(picture),
        is_network=row["model"] in model_names.networks(),
    )


def write_refusal(reason: str, picture: Images | None = None) -> str:
    """Write why there is no answer, beside the picture if it could be read."""
    told = {"verdict": "unread", "reason": reason}
    return render(
        "app_answer.html.j2", picture=told | (_show(picture) if picture is not None else {})
    )


def _show(picture: Images) -> Json:
    height, width = picture.shape[:2]
    return {"picture": data_uri.encode(picture, "WEBP"), "height": height, "width": width}

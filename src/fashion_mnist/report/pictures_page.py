"""The page of people's own pictures."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.boxes import Box
from fashion_mnist.pictures.types import View
from fashion_mnist.pictures.verdicts import count_verdicts, judge, summarise
from fashion_mnist.report import thumbnails
from fashion_mnist.report.render import Json, render
from fashion_mnist.report.tables import Row


def write_page(
    classifier: Mapping[str, object],
    described: Sequence[Json],
    answers: pd.DataFrame,
    maps: Floats,
    title: str = "Your pictures",
) -> str:
    """Write one HTML page that needs no other file.

    Args:
        classifier: what `describe_classifier` gives.
        described: what `describe_picture` gives, for each picture.
        answers: what `tabulate_answers` gives, a row for each picture.
        maps: (n, size, size), what speaks for each answer, in [0, 1].
        title: of the page.
    """
    rows, counts = list_rows(answers), count_verdicts(answers)
    return render(
        "pictures_page.html.j2",
        title=title,
        classifier=classifier,
        counts=counts,
        summary=summarise(counts),
        is_network=classifier["model"] in model_names.networks(),
        pictures=[
            {
                **row,
                **description,
                **description.get(row["seen"], {}),
                "verdict": judge(row),
                "ranked": rank(row),
                "heat": data_uri.encode(thumbnails.tint(_cut(heat, description, row["seen"]))),
            }
            for description, row, heat in zip(described, rows, maps, strict=True)
        ],
    )


def rank(row: Row) -> list[tuple[str, float]]:
    """The most probable classes of an answer, with their probabilities."""
    ranks = [suffix for suffix in ("", "_2", "_3") if f"class{suffix}" in row]
    return [(row[f"class{suffix}"], row[f"probability{suffix}"]) for suffix in ranks]


def _cut(heat: Floats, description: Json, view: View) -> Floats:
    """The part of a heat map that lies on the picture."""
    return heat[Box(*description[view]["target"]).slices] if view in description else heat

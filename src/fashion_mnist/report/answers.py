"""Test images with the answers of the best network and the best classical model."""

from collections.abc import Mapping, Sequence

import numpy as np

from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.report import thumbnails
from fashion_mnist.report.render import Json
from fashion_mnist.report.summary import Summary

SHOWN = {(True, True): 3, (True, False): 3, (False, True): 2, (False, False): 2}  # images, by right


def show_answers(
    kinds: Json | None,
    summaries: Mapping[str, Summary],
    labels: Labels,
    pixels: Images,
    classes: Sequence[str],
) -> list[Json]:
    """Show what the best network and classical model answer to the first test images of each case.

    Args:
        kinds: what `compare_kinds` gives.
        summaries: what `describe_model` gives, by the name of the model.
        labels: of the test images, (n,).
        pixels: of the test images, (n, h, w) or (n, h, w, 3).
        classes: the names of the classes.

    Returns:
        For each case, both right, one of them or neither: the models that are `right`, the `count`
        of its images, and of the first image of each class, up to `SHOWN`, the `source`, the
        `class` and the `answers` by model. A case without images is left out.
    """
    if kinds is None:
        return []
    models = [kinds[kind]["best"]["model"] for kind in ("deep", "classical")]
    truth = np.asarray(classes, dtype=object)[labels]
    answers = {name: truth.copy() for name in models}
    for name in models:
        mistakes = summaries[name]["mistakes"]
        answers[name][mistakes["index"]] = mistakes["predicted"]
    right = np.stack([answers[name] == truth for name in models], axis=1)  # (n, 2)
    cases = []
    for case, shown in SHOWN.items():
        found = np.flatnonzero((right == case).all(axis=1))
        _, first = np.unique(labels[found], return_index=True)
        images = [
            {
                "source": data_uri.encode(thumbnails.shrink(pixels[index])),
                "class": truth[index],
                "answers": {name: answers[name][index] for name in models},
            }
            for index in found[np.sort(first)[:shown]]
        ]
        if images:
            right_models = [name for name, is_right in zip(models, case, strict=True) if is_right]
            cases.append({"right": right_models, "count": len(found), "images": images})
    return cases

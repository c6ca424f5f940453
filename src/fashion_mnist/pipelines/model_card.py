"""Each model's card."""

from __future__ import annotations

from kedro.pipeline import Node, node

from fashion_mnist import images, report
from fashion_mnist.pipelines.templates import with_arguments


def write_model_card(
    summary: report.Summary,
    train_pixels: images.Images,
    classes: list[str],
    image_set: str,
    licence: str,
    machine: dict[str, object],
    seed: int,
    model: str,
) -> str:
    """Write the model card of one model."""
    described = images.checks.parse_description(image_set) | {"shape": train_pixels.shape}
    here = machine | {"seed": seed}
    return report.model_card.write_model_card(model, classes, described, here, licence, summary)


def write_card(model: str) -> Node:
    """The card of a model, from its summary."""
    return node(
        with_arguments(write_model_card, model=model),
        [
            f"{model}.summary",
            "train.pixels",
            "params:classes",
            "params:image_set",
            "params:licence",
            "machine",
            "params:seed",
        ],
        f"{model}.model_card",
        name="write_model_card",
        namespace=model,
    )

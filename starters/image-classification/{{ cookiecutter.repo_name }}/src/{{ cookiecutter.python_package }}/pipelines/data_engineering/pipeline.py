"""The data_engineering pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from ...classical import flatten
from ...images import PARTS, load_images, normalise, split_images
from ...networks import reshape


def create_pipeline() -> Pipeline:
    """Load and check the images, split them by group, and prepare each part for the models."""
    load = node(
        load_images,
        ["images", "params:images"],
        ["pixels", "index", "classes", "skipped_files"],
        name="load_images",
        namespace="data_engineering",
    )
    split = node(
        split_images,
        ["pixels", "index", "params:split", "params:seed"],
        ["split_index", *(f"{part}.{name}" for part in PARTS for name in ("pixels", "labels"))],
        name="split_images",
        namespace="data_engineering",
    )
    parts = [each for part in PARTS for each in prepare(part)]
    return pipeline([load, split, *parts], tags="data_engineering")


def prepare(part: str) -> list[Node]:
    """Return the nodes that convert one part to the inputs of the models."""
    scaled, where = f"{part}.normalised", f"data_engineering.{part}"
    return [
        node(normalise, f"{part}.pixels", scaled, name="normalise", namespace=where),
        node(reshape, scaled, f"{part}.images", name="reshape", namespace=where),
        node(flatten, scaled, f"{part}.flat", name="flatten", namespace=where),
    ]

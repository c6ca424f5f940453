"""The data_engineering pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...classical import flatten
from ...images import PARTS, load_images, normalise, split_images
from ...networks import reshape

NAME = "data_engineering"
LOADED = ["pixels", "index", "classes", "skipped_files"]
SPLIT = ["split_index", *(f"{part}.{name}" for part in PARTS for name in ("pixels", "labels"))]


def create_pipeline() -> Pipeline:
    """Load and check the images, split them by group, and prepare each part for the models."""
    to_split = ["pixels", "index", "params:split", "params:seed"]
    nodes = [
        node(load_images, ["images", "params:images"], LOADED, name="load_images"),
        node(split_images, to_split, SPLIT, name="split_images"),
    ]
    for part in PARTS:
        scaled = f"{part}.normalised"
        nodes += [
            node(normalise, f"{part}.pixels", scaled, name=f"normalise_{part}"),
            node(reshape, scaled, f"{part}.images", name=f"reshape_{part}"),
            node(flatten, scaled, f"{part}.flat", name=f"flatten_{part}"),
        ]
    return pipeline(nodes, namespace=NAME, prefix_datasets_with_namespace=False, tags=NAME)

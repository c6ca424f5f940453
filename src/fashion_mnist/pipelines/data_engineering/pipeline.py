"""The data_engineering pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.pipelines.data_engineering import nodes

NAME = "data_engineering"


def create_pipeline() -> Pipeline:
    """Profile, split, and prepare each part of the split."""
    parts = [node for part in ("train", "validation", "test") for node in prepare(part)]
    return pipeline([*split(), *parts], tags=NAME)


def split() -> list[Node]:
    """From the raw files to the three parts."""
    return [
        node(
            nodes.profile,
            ["train_images", "test_images"],
            "profile",
            name="profile",
            namespace=NAME,
        ),
        node(
            nodes.split_training_set,
            ["train_images", "train_labels", "params:classes", "params:split", "params:seed"],
            ["train.pixels", "train.labels", "validation.pixels", "validation.labels"],
            name="split_training_set",
            namespace=NAME,
        ),
        node(
            nodes.take_test_set,
            ["test_images", "test_labels", "params:classes", "params:split", "params:seed"],
            ["test.pixels", "test.labels"],
            name="take_test_set",
            namespace=NAME,
        ),
    ]


def prepare(part: str) -> list[Node]:
    """From the pixels and labels of one part to what the models take."""
    scaled, namespace = f"{part}.normalised", f"{NAME}.{part}"
    return [
        node(nodes.normalise, f"{part}.pixels", scaled, name="normalise", namespace=namespace),
        node(nodes.reshape, scaled, f"{part}.images", name="reshape", namespace=namespace),
        node(nodes.flatten, scaled, f"{part}.flat", name="flatten", namespace=namespace),
        node(
            nodes.one_hot,
            [f"{part}.labels", "params:classes"],
            f"{part}.one_hot",
            name="one_hot",
            namespace=namespace,
        ),
    ]

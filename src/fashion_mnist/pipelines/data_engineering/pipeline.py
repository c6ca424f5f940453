"""The data_engineering pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.pipelines.data_engineering import nodes


def create_pipeline() -> Pipeline:
    """Profile, split, and prepare each part of the split."""
    parts = [prepare(part) for part in ("train", "validation", "test")]
    return sum(parts, pipeline([*split()], tags="data_engineering"))


def split() -> list:
    """From the raw files to the three parts."""
    return [
        node(nodes.profile, ["train_images", "test_images"], "profile", name="profile"),
        node(
            nodes.split_training_set,
            ["train_images", "train_labels", "params:classes", "params:split", "params:seed"],
            ["train.pixels", "train.labels", "validation.pixels", "validation.labels"],
            name="split_training_set",
        ),
        node(
            nodes.take_test_set,
            ["test_images", "test_labels", "params:classes", "params:split", "params:seed"],
            ["test.pixels", "test.labels"],
            name="take_test_set",
        ),
    ]


def prepare(part: str) -> Pipeline:
    """From the pixels and labels of one part to what the models take."""
    return pipeline(
        [
            node(nodes.normalise, "pixels", "normalised", name="normalise"),
            node(nodes.reshape, "pixels", "images@uint8", name="reshape"),
            node(nodes.flatten, "pixels", "flat@uint8", name="flatten"),
            node(nodes.one_hot, ["labels", "params:classes"], "one_hot", name="one_hot"),
        ],
        namespace=part,
        parameters={"params:classes"},
        tags="data_engineering",
    )

"""The photographs pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import AnyImages, Floats, Images, check_square_and_grey
from fashion_mnist.pictures import accuracy, photographs
from fashion_mnist.pictures.photographs import Photographs, assign_folds, select_part


def create_pipeline() -> Pipeline:
    """Read real photographs, and convert them to crops and labels for a network."""
    options = ["params:classes", "params:photographs"]
    nodes = [
        node(
            cut,
            ["photographs.raw", "photographs.parts", "train.images", *options, "params:seed"],
            [
                "photographs.train.table",
                "photographs.train.squares",
                "photographs.held_out.table",
                "photographs.held_out.crops",
            ],
            name="cut_photographs",
        )
    ]
    for part in ("train", "held_out"):
        table, labels = f"photographs.{part}.table", f"photographs.{part}.labels"
        nodes += [node(label, [table, *options], labels, name=f"label_photographs_{part}")]
    return pipeline(nodes, tags="photographs")


def cut(
    raw: Table, parts: Table, images: AnyImages, classes: list[str], options: Photographs, seed: int
) -> tuple[Table, Images, Table, Images]:
    """Cut photographs: wide squares to train on, and crops like people's pictures if held out."""
    check_square_and_grey(images)
    accuracy.check_folders(options.kinds, options.kinds, classes, "photographs.kinds")
    size = images.shape[1]
    table = assign_folds(select_part(raw, parts, "train", options), options.folds, seed)
    is_held_out = table["fold"] == options.held_out
    train = photographs.cut_for_training(table[~is_held_out], size)
    return *train, *photographs.cut_for_answers(table[is_held_out], size)


def label(table: Table, classes: list[str], options: Photographs) -> Floats:
    """Label each photograph with the classes that it may show, (n, n_classes)."""
    return accuracy.label(table["kind"], options.kinds, classes)

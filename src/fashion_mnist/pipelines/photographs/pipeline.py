"""The photographs pipeline."""

import pandas as pd
from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import AnyImages, Images, check_square_and_grey
from fashion_mnist.pictures import accuracy, photographs
from fashion_mnist.pictures.photographs import Photographs


def create_pipeline() -> Pipeline:
    """Read real photographs, and convert them to crops and labels for a network."""
    raw = ["photographs.raw", "photographs.luma", "photographs.venia", "photographs.parts"]
    options = ["params:classes", "params:photographs"]
    made = ["photographs.table", "photographs.squares", "photographs.crops"]
    table = ["photographs.table", *options]
    nodes = [
        node(cut, [*raw, "train.images", *options, "params:seed"], made, name="cut_photographs"),
        node(photographs.label, table, "photographs.labels", name="label_photographs"),
    ]
    return pipeline(nodes, tags="photographs")


def cut(
    raw: Table,
    luma: Table,
    venia: Table,
    parts: Table,
    images: AnyImages,
    classes: list[str],
    options: Photographs,
    seed: int,
) -> tuple[Table, Images, Images]:
    """Cut the photographs of the part `train`, in folds, as `cut_photographs` does."""
    check_square_and_grey(images)
    accuracy.check_folders(options.kinds, options.kinds, classes, "photographs.kinds")
    everything = pd.concat([raw, luma, venia], ignore_index=True)
    selected = photographs.select_part(everything, parts, "train", options)
    return photographs.cut_photographs(photographs.assign_folds(selected, seed), images.shape[1])

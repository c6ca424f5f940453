"""The photographs pipeline."""

import pandas as pd
from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import AnyImages, Floats, Images, check_square_and_grey
from fashion_mnist.pictures import accuracy
from fashion_mnist.pictures.photographs import (
    Photographs,
    assign_folds,
    cut_photographs,
    select_part,
)


def create_pipeline() -> Pipeline:
    """Read real photographs, and convert them to crops and labels for a network."""
    options = ["params:classes", "params:photographs"]
    nodes = [
        node(
            cut,
            {
                "raw": "photographs.raw",
                "luma": "photographs.luma",
                "venia": "photographs.venia",
                "parts": "photographs.parts",
                "images": "train.images",
                "classes": "params:classes",
                "options": "params:photographs",
                "seed": "params:seed",
            },
            ["photographs.table", "photographs.squares", "photographs.crops"],
            name="cut_photographs",
        ),
        node(
            label, ["photographs.table", *options], "photographs.labels", name="label_photographs"
        ),
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
    table = assign_folds(select_part(everything, parts, "train", options), seed)
    return cut_photographs(table, images.shape[1])


def label(table: Table, classes: list[str], options: Photographs) -> Floats:
    """Label each photograph with the classes that it may show, (n, n_classes)."""
    return accuracy.label(table["kind"], options.kinds, classes)

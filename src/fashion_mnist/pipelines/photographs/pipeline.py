"""The photographs pipeline."""

from __future__ import annotations

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import AnyImages, Floats, Images, check_square_and_grey
from fashion_mnist.pictures import accuracy, photographs
from fashion_mnist.pictures.accuracy import check_folders
from fashion_mnist.pictures.photographs import (
    assign_folds,
    cut_for_answers,
    cut_for_training,
    select_part,
)


def create_pipeline() -> Pipeline:
    """Read real photographs, and convert them to crops and labels for a network."""
    parts = ("train", "held_out")
    options = ["params:classes", "params:photographs"]
    crop = node(
        cut,
        ["photographs.raw", "photographs.parts", "train.images", *options, "params:seed"],
        [f"photographs.{part}.{kind}" for part in parts for kind in ("table", "crops")],
        name="cut_photographs",
    )
    labels = [
        node(
            label,
            [f"photographs.{part}.table", *options],
            f"photographs.{part}.labels",
            name=f"label_photographs_{part}",
        )
        for part in parts
    ]
    return pipeline([crop, *labels], tags="photographs")


def cut(
    photographs: Table,
    parts: Table,
    train_images: AnyImages,
    classes: list[str],
    options: photographs.Photographs,
    seed: int,
) -> tuple[Table, Images, Table, Images]:
    """Crop photographs: at random to train on, and like people's pictures if held out."""
    check_square_and_grey(train_images)
    check_folders(options.kinds, options.kinds, classes, "photographs.kinds")
    size = train_images.shape[1]
    table = assign_folds(select_part(photographs, parts, "train", options), options.folds, seed)
    is_held_out = table["fold"] == options.held_out
    train = cut_for_training(table[~is_held_out], options.crops, size, seed)
    return *train, *cut_for_answers(table[is_held_out], size)


def label(table: Table, classes: list[str], options: photographs.Photographs) -> Floats:
    """Label each photograph with the classes that it may show, (n, n_classes)."""
    return accuracy.label(table["kind"], options.kinds, classes)

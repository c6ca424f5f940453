"""The photographs pipeline."""

from __future__ import annotations

from collections.abc import Callable

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import AnyImages, Floats, Images, check_square_and_grey
from fashion_mnist.pictures import accuracy, photographs
from fashion_mnist.pictures.accuracy import check_folders
from fashion_mnist.pictures.photographs import cut_for_answers, cut_for_training, folder_of, split


def create_pipeline() -> Pipeline:
    """Read real photographs, and convert them to crops and labels for a network."""
    parts = ("train", "held_out")
    options = ["params:classes", "params:photographs"]
    crop = node(
        cut,
        ["photographs.raw", "train.images", *options, "params:seed"],
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
    photographs: dict[str, Callable[[], Images]],
    train_images: AnyImages,
    classes: list[str],
    options: photographs.Photographs,
    seed: int,
) -> tuple[Table, Images, Table, Images]:
    """Crop photographs: at random to train on, and like people's pictures if held out."""
    check_square_and_grey(train_images)
    check_folders(map(folder_of, photographs), options.folders, classes, "photographs.folders")
    size = train_images.shape[1]
    train, held_out = split(photographs, options.held_out, seed)
    return *cut_for_training(train, options.crops, size, seed), *cut_for_answers(held_out, size)


def label(table: Table, classes: list[str], options: photographs.Photographs) -> Floats:
    """Label each photograph with the classes that it may show, (n, n_classes)."""
    return accuracy.label(table["folder"], options.folders, classes)

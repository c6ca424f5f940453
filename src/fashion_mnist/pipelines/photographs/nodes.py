"""Nodes of the photographs pipeline."""

from __future__ import annotations

from collections.abc import Callable

from fashion_mnist import evaluation, images, parameters, pictures


def cut(
    photographs: dict[str, Callable[[], images.Images]],
    train_images: images.AnyImages,
    classes: list[str],
    options: parameters.Photographs,
    seed: int,
) -> tuple[evaluation.Table, images.Images, evaluation.Table, images.Images]:
    """Cut the item out of photographs: in random ways to learn from, and as pictures are seen."""
    images.arrays.check_square_and_grey(train_images)
    pictures.folders.check_folders(
        map(pictures.photographs.folder_of, photographs),
        options.folders,
        classes,
        "photographs.folders",
    )
    size = train_images.shape[1]
    train, held_out = pictures.photographs.split(photographs, options.held_out, seed)
    return (
        *pictures.photographs.cut_for_training(train, options.crops, size, seed),
        *pictures.photographs.cut_for_answers(held_out, size),
    )


def label(
    table: evaluation.Table, classes: list[str], options: parameters.Photographs
) -> images.Floats:
    """What each photograph may be of."""
    return pictures.folders.label(table["folder"], options.folders, classes)

"""Stratified splits and samples of the images."""

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from fashion_mnist.images.arrays import Labels
from fashion_mnist.parameters.blocks import Block, Fraction, Number
from fashion_mnist.parameters.lazy import sklearn

Indices = NDArray[np.intp]


class Split(Block):
    """The parts of the raw training set, as fractions; training gets the rest."""

    validation: Annotated[Number, Field(gt=0, lt=1)]
    unused: Fraction = 0

    @model_validator(mode="after")
    def _check_training_share(self) -> "Split":
        if self.validation + self.unused >= 1:
            raise ValueError(
                "Expected validation + unused below 1, so that training images are left. "
                f"Received validation={self.validation} and unused={self.unused}"
            )
        return self


def draw_sample(labels: Labels, fraction: float, seed: int) -> Indices:
    """Draw a stratified sample of a fraction of the labels, as sorted indices.

    There is at least one of each class. They are all indices if the fraction is 1 or more, or if
    the rest would be too small for a stratified split.
    """
    names, first, class_of, counts = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    divisible = np.flatnonzero(counts[class_of] > 1)  # split_indices needs two of each class
    n_classes = int((counts > 1).sum())
    n = max(n_classes, math.ceil(round(fraction * len(labels), 6)))  # 7.000000001 counts as 7
    if len(divisible) - n < n_classes or fraction >= 1:
        return np.arange(len(labels))
    drawn = divisible[split_indices(labels[divisible], n, seed)[1]]
    return np.union1d(drawn, first[~np.isin(names, labels[drawn])])


def split_indices(labels: Labels, part: float, seed: int) -> tuple[Indices, Indices]:
    """Split labels (n,) into the rest and a part, stratified by class; return sorted indices.

    `part` is the fraction of the labels or, as an int, their number. ValueError is raised if a
    class has too few images to appear on both sides.
    """
    rest, held_out = sklearn.model_selection.train_test_split(
        np.arange(len(labels)), test_size=part, stratify=labels, random_state=seed
    )
    return np.sort(rest), np.sort(held_out)


def assign_folds(labels: Labels, folds: int, seed: int) -> Indices:
    """Assign each label (n,) to one of `folds` folds, with each class spread evenly over them."""
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold_of = np.empty(len(labels), np.intp)
    fold_of[by_class] = np.arange(len(labels)) % folds
    return fold_of

"""Stratified samples and splits, the same for the same seed."""

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from fashion_mnist.images.arrays import Labels


def draw_sample(labels: Labels, fraction: float, seed: int) -> NDArray[np.intp]:
    """Sorted indices of a stratified sample of `fraction` of the labels, 0 < fraction <= 1."""
    if fraction == 1:
        return np.arange(len(labels))
    return split_indices(labels, fraction, seed)[1]


def split_indices(
    labels: Labels, fraction: float, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split stratified by label, reproducibly: sorted indices of the rest and of `fraction`.

    Raises:
        ValueError: a class has too few images to appear on both sides.
    """
    rest, held_out = train_test_split(
        np.arange(len(labels)), test_size=fraction, stratify=labels, random_state=seed
    )
    return np.sort(rest), np.sort(held_out)

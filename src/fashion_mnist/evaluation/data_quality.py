"""Near-duplicates and likely label errors, and the accuracy of models without them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from fashion_mnist.classical import Estimator
from fashion_mnist.evaluation.predictions import (
    join_tables,
    score_predictions,
    tabulate_predictions,
)
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.parameters.blocks import Block, Integer, Positive
from fashion_mnist.parameters.errors import InputError


class DataQuality(Block):
    """Parameters of the data quality checks.

    Attributes:
        near: the largest Euclidean distance between near-duplicates, of pixels in [0, 1].
        folds: the number of folds of the cross-validation.
    """

    near: Positive = 1.5
    folds: Annotated[Integer, Field(ge=2)] = 3


def find_neighbours(
    train: Floats, train_labels: Labels, test: Floats, test_labels: Labels, classes: Sequence[str]
) -> pd.DataFrame:
    """Find the nearest training image of each test image; the closest pairs come first.

    Args:
        train: training images (n, n_features) in [0, 1].
        train_labels: labels (n,) of the training images.
        test: test images (m, n_features) in [0, 1].
        test_labels: labels (m,) of the test images.
        classes: the names of the classes.

    Returns:
        `index` of the test image, `neighbour` (index of the training image), their Euclidean
        `distance`, their classes `label` and `label_of_neighbour`, and whether all pixels are the
        same (`exact`).
    """
    from sklearn.neighbors import NearestNeighbors

    finder = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(train)
    distances, neighbours = (column[:, 0] for column in finder.kneighbors(test))
    names = np.asarray(classes, dtype=object)
    table = pd.DataFrame(
        {
            "index": np.arange(len(test)),
            "neighbour": neighbours,
            "distance": distances,
            "label": names[test_labels],
            "label_of_neighbour": names[train_labels[neighbours]],
            "exact": (test == train[neighbours]).all(axis=1),
        }
    )
    return table.sort_values("distance", kind="stable", ignore_index=True)


def predict_out_of_fold(
    fit: Callable[[Floats, Labels], Estimator],
    examples: tuple[Floats, Labels],
    classes: Sequence[str],
    folds: int,
    seed: int,
) -> pd.DataFrame:
    """Predict each image by a model that was fitted on the other folds.

    Args:
        fit: fits a model on the images and labels of the other folds.
        examples: images (n, n_features) and labels (n,).
        classes: the names of the classes.
        folds: the number of folds.
        seed: decides the shuffling of the images.

    Raises:
        InputError: a class has fewer images than there are folds.
    """
    from sklearn.model_selection import StratifiedKFold

    images, labels = examples
    fewest = int(np.bincount(labels, minlength=len(classes)).min())
    if fewest < folds:
        raise InputError(
            f"Expected at least {folds} training images of each class, one for each fold. Received "
            f"{fewest} of one: lower `data_quality.folds`, or add images."
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    probabilities = np.zeros((len(images), len(classes)))
    for others, fold in parts.split(images, labels):
        probabilities[fold] = fit(images[others], labels[others]).predict_proba(images[fold])
    return tabulate_predictions(labels, probabilities, classes)


def find_errors(predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]) -> pd.DataFrame:
    """Find likely label errors by confident learning, the likeliest first.

    An image is listed if both pruning by class and pruning by noise rate select it (Northcutt,
    Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels",
    arXiv:1911.00068).

    Args:
        predictions: the predictions of each part of the data, by models not trained on that part.
        classes: the names of the classes.

    Returns:
        The `part` and the `index` in it, the `given` and the `suggested` class, and the `score`,
        the probability of the given class.
    """
    found = {part: _find_errors(table, classes) for part, table in predictions.items()}
    table = join_tables(found).rename(columns={"model": "part"})
    return table.sort_values("score", kind="stable", ignore_index=True)


def _find_errors(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    labels = predictions["y_true"].to_numpy()
    probabilities = predictions[list(classes)].to_numpy()
    is_wrong = find_label_issues(labels, probabilities, filter_by="both", n_jobs=1)
    names = np.asarray(classes, dtype=object)
    return pd.DataFrame(
        {
            "index": np.flatnonzero(is_wrong),
            "given": names[labels[is_wrong]],
            "suggested": names[probabilities[is_wrong].argmax(axis=1)],
            "score": get_label_quality_scores(labels, probabilities)[is_wrong],
        }
    )


def measure_accuracies(
    predictions: Mapping[str, pd.DataFrame],
    neighbours: pd.DataFrame,
    errors: pd.DataFrame,
    near: float,
) -> pd.DataFrame:
    """Measure each model's accuracy on all test images, and on two selections of them.

    Args:
        predictions: predictions of the test images, keyed by model name.
        neighbours: the table from `find_neighbours`.
        errors: the table from `find_errors`, with the test images as part `test`.
        near: the largest distance of a near-duplicate from its neighbour.

    Returns:
        A row for each model and selection of `test_images`, with the scores of
        `score_predictions`.

    Raises:
        InputError: all test images are near-duplicates.
    """
    near_duplicates = neighbours.loc[neighbours["distance"] <= near, "index"]
    label_errors = errors.loc[errors["part"] == "test", "index"]
    if len(set(near_duplicates)) == len(neighbours):
        raise InputError(
            "Expected some test images that are not near-duplicates. Received none: lower "
            f"`data_quality.near`, which is {near}."
        )
    left_out: dict[str, list[int]] = {
        "all": [],
        "without near-duplicates": near_duplicates.tolist(),
        "without likely label errors": label_errors.tolist(),
    }
    return pd.DataFrame(
        [
            {"model": model, "test_images": name} | score_predictions(table.drop(index=indices))
            for model, table in predictions.items()
            for name, indices in left_out.items()
        ]
    )

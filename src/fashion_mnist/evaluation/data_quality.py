"""Near duplicates and likely label errors, and accuracy without them."""

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
    """Up to which distance images are near-duplicates, and the folds of the cross-validation."""

    near: Positive = 1.5
    folds: Annotated[Integer, Field(ge=2)] = 3


def find_neighbours(
    train: Floats,
    train_labels: Labels,
    test: Floats,
    test_labels: Labels,
    classes: Sequence[str],
) -> pd.DataFrame:
    """The training image nearest to each test image, the nearest first.

    Args:
        train: images (n, n_features) in [0, 1].
        train_labels: of these, (n,).
        test: images likewise.
        test_labels: of these.
        classes: the names of the classes.

    Returns:
        `index` of the test image, `neighbour` (index of the training image), their Euclidean
        `distance`, the `label` of each, and whether all pixels are the same (`exact`).
    """
    from sklearn.neighbors import NearestNeighbors

    finder = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(train)
    distances, found = (column[:, 0] for column in finder.kneighbors(test))
    names = np.asarray(classes, dtype=object)
    table = pd.DataFrame(
        {
            "index": np.arange(len(test)),
            "neighbour": found,
            "distance": distances,
            "label": names[test_labels],
            "label_of_neighbour": names[train_labels[found]],
            "exact": (test == train[found]).all(axis=1),
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
    """Predict each of the images (n, n_features), with labels (n,), by a model fitted on others.

    `fit` gives a model fitted on the images and labels of the other folds.

    Raises:
        InputError: a class has fewer images than there are folds.
    """
    from sklearn.model_selection import StratifiedKFold

    flat, labels = examples
    fewest = int(np.bincount(labels, minlength=len(classes)).min())
    if fewest < folds:
        raise InputError(
            f"Expected at least {folds} training images of each class, one for each fold. Received "
            f"{fewest} of one: lower `data_quality.folds`, or add images."
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    probabilities = np.zeros((len(flat), len(classes)))
    for others, fold in parts.split(flat, labels):
        probabilities[fold] = fit(flat[others], labels[others]).predict_proba(flat[fold])
    return tabulate_predictions(labels, probabilities, classes)


def find_errors(predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]) -> pd.DataFrame:
    """The images whose label is probably wrong, by confident learning, the likeliest first.

    Northcutt, Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty in Dataset
    Labels", arXiv:1911.00068: the images that both pruning by class and by noise rate point out.

    Args:
        predictions: of each part of the data, by models that were not trained on it.
        classes: the names of the classes.

    Returns:
        `part`, `index` in it, the `given` and the `suggested` class, and the `score`, the
        probability of the given class.
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
    """Each model's accuracy with its interval on all test images, and on parts of them.

    Args:
        predictions: of the test images, by the name of the model.
        neighbours: what `find_neighbours` gives.
        errors: what `find_errors` gives, the test images as part `test`.
        near: images with a neighbour at this distance or nearer are near-duplicates.

    Returns:
        A row for each model and selection of `test_images`, with what `score` gives.

    Raises:
        InputError: all test images are near-duplicates.
    """
    near_ones = neighbours.loc[neighbours["distance"] <= near, "index"]
    wrong_ones = errors.loc[errors["part"] == "test", "index"]
    if len(set(near_ones)) == len(neighbours):
        raise InputError(
            "Expected test images that are no near-duplicates. Received none: lower "
            f"`data_quality.near`, which is {near}."
        )
    left_out: dict[str, list[int]] = {
        "all": [],
        "without near-duplicates": near_ones.tolist(),
        "without likely label errors": wrong_ones.tolist(),
    }
    return pd.DataFrame(
        [
            {"model": model, "test_images": name} | score_predictions(table.drop(index=indices))
            for model, table in predictions.items()
            for name, indices in left_out.items()
        ]
    )

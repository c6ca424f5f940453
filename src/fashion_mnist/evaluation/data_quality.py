"""Near-duplicates and likely label errors, and the accuracy of models without them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.predictions import score_predictions, tabulate_predictions
from fashion_mnist.images.arrays import Labels, ScaledImages
from fashion_mnist.images.splitting import split_indices
from fashion_mnist.parameters.blocks import Block, Integer, Positive
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.lazy import sklearn

CALIBRATION_SHARE = 0.1  # of the images outside of a fold, if the model is to be calibrated


class DataQuality(Block):
    """Parameters of the data quality checks; `parameters_data_quality.yml` explains them."""

    max_distance: Positive = 1.5
    folds: Annotated[Integer, Field(ge=2)] = 3


def find_neighbours(
    train: ScaledImages,
    train_labels: Labels,
    test: ScaledImages,
    test_labels: Labels,
    classes: list[str],
) -> pd.DataFrame:
    """Find the training image nearest to each test image in brightness; closest pairs come first.

    Images are (n, n_features), labels (n,).

    Returns:
        `index` of the test image, `neighbour` (index of the training image), their Euclidean
        `distance`, their classes `label` and `label_of_neighbour`, and whether all pixels are the
        same (`exact`).
    """
    known, asked = train.brightness()[:], test.brightness()[:]
    finder = sklearn.neighbors.NearestNeighbors(n_neighbors=1, algorithm="brute").fit(known)
    distances, neighbours = (column[:, 0] for column in finder.kneighbors(asked))
    names = np.asarray(classes, dtype=object)
    table = pd.DataFrame(
        {
            "index": np.arange(len(test)),
            "neighbour": neighbours,
            "distance": distances,
            "label": names[test_labels],
            "label_of_neighbour": names[train_labels[neighbours]],
            "exact": (asked == known[neighbours]).all(axis=1),
        }
    )
    return table.sort_values("distance", kind="stable", ignore_index=True)


def predict_out_of_fold(
    train: ScaledImages,
    train_labels: Labels,
    train_images: ScaledImages,
    classes: list[str],
    model: ClassicalModel,
    options: DataQuality,
    seed: int,
) -> pd.DataFrame:
    """Predict each training image by a model that was fitted on the other folds.

    Images are (n, n_features) and, as `train_images`, (n, height, width, channels); labels (n,).
    Raises InputError if a class has fewer images than there are folds.
    """
    images, shape = train[:], train_images.shape[1:]
    fewest = int(np.bincount(train_labels, minlength=len(classes)).min())
    if fewest < options.folds:
        raise InputError(
            f"Expected at least {options.folds} training images of each class, one for each fold. "
            f"Received {fewest} of one: lower `data_quality.folds`, or add images."
        )
    parts = sklearn.model_selection.StratifiedKFold(options.folds, shuffle=True, random_state=seed)
    probabilities = np.zeros((len(images), len(classes)))
    for others, fold in parts.split(images, train_labels):
        fitted_on, calibrated_on = others, others[:0]
        if model.calibration:
            parts_of_others = split_indices(train_labels[others], CALIBRATION_SHARE, seed)
            fitted_on, calibrated_on = (others[part] for part in parts_of_others)
        known, further = ((images[part], train_labels[part]) for part in (fitted_on, calibrated_on))
        fitted, _ = fit_classifier(model, known, further, seed, shape)
        probabilities[fold] = fitted.predict_proba(images[fold])
    return tabulate_predictions(train_labels, probabilities, classes)


def find_errors(predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]) -> pd.DataFrame:
    """Find likely label errors by confident learning, the likeliest first.

    An image is listed if both pruning by class and pruning by noise rate select it (Northcutt,
    Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels",
    arXiv:1911.00068). Each part of the data has predictions by models not trained on it.

    Returns:
        The `part` and the `index` in it, the `given` and the `suggested` class, and the `score`,
        the probability of the given class.
    """
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    names = np.asarray(classes, dtype=object)
    found = {}
    for part, table in predictions.items():
        labels, probabilities = table["y_true"].to_numpy(), table[list(classes)].to_numpy()
        is_wrong = find_label_issues(labels, probabilities, filter_by="both", n_jobs=1)
        columns = {
            "index": np.flatnonzero(is_wrong),
            "given": names[labels[is_wrong]],
            "suggested": names[probabilities[is_wrong].argmax(axis=1)],
            "score": get_label_quality_scores(labels, probabilities)[is_wrong],
        }
        found[part] = pd.DataFrame(columns)
    errors = pd.concat(found, names=["part"]).reset_index(level="part")
    return errors.sort_values("score", kind="stable", ignore_index=True)


def measure_accuracies(
    neighbours: pd.DataFrame, errors: pd.DataFrame, options: DataQuality, **predictions: Any
) -> pd.DataFrame:
    """Score each model on all test images, and on two selections of them as `test_images`.

    Raises InputError if all test images are near-duplicates.
    """
    near_duplicates = neighbours.loc[neighbours["distance"] <= options.max_distance, "index"]
    label_errors = errors.loc[errors["part"] == "test", "index"]
    if near_duplicates.nunique() == len(neighbours):
        raise InputError(
            "Expected some test images that are not near-duplicates. Received none: lower "
            f"`data_quality.max_distance`, which is {options.max_distance}."
        )
    left_out: dict[str, list[int]] = {
        "all": [],
        "without near-duplicates": near_duplicates.tolist(),
        "without likely label errors": label_errors.tolist(),
    }
    return pd.DataFrame(
        {"model": model, "test_images": name} | score_predictions(table.drop(index=indices))
        for model, table in predictions.items()
        for name, indices in left_out.items()
    )

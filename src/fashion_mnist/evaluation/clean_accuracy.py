"""The accuracy without the doubtful test images."""

from collections.abc import Mapping

import pandas as pd

from fashion_mnist.evaluation.predictions import score
from fashion_mnist.parameters.errors import InputError


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
            {"model": model, "test_images": name} | score(table.drop(index=indices))
            for model, table in predictions.items()
            for name, indices in left_out.items()
        ]
    )

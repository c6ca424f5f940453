"""What a model says of people's pictures, and when it is sure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.predictions import score
from fashion_mnist.evaluation.selective_accuracy import select_risk_controlled_threshold
from fashion_mnist.images.arrays import Floats

TOP = 3
TEXTS = ("file", "class", "class_2", "class_3", "model", "seen", "reason")  # columns


def describe_classifier(
    model: str, predictions: pd.DataFrame, classes: Sequence[str], accuracy_when_sure: float
) -> dict[str, Any]:
    """How good a model is, and the probability from which it is sure.

    Args:
        model: its name.
        predictions: its predictions of the validation images.
        classes: the names of the classes.
        accuracy_when_sure: as `set_threshold` takes it.

    Returns:
        `model`, its `accuracy` on validation, and what `set_threshold` gives.
    """
    threshold = set_threshold(predictions, classes, accuracy_when_sure)
    return {"model": model, "accuracy": score(predictions)["accuracy"]} | threshold


def set_threshold(
    predictions: pd.DataFrame, classes: Sequence[str], accuracy: float
) -> dict[str, float | None]:
    """The probability from which predictions are promised to be as accurate as asked.

    Returns:
        `threshold`, the `accuracy_when_sure` of the predictions whose probability reaches it, with
        its 95% interval from `accuracy_when_sure_low` to `accuracy_when_sure_high`, and their share
        `share_sure`. The threshold is None if `select_risk_controlled_threshold` gives none. As
        the same predictions chose it, their accuracy flatters.
    """
    threshold = select_risk_controlled_threshold(predictions, classes, accuracy)
    confidence = predictions[list(classes)].max(axis=1)
    sure = predictions[confidence >= (np.inf if threshold is None else threshold)]
    scores = score(sure) if len(sure) else {}
    accuracies = {
        f"accuracy_when_sure{end}": scores.get(f"accuracy{end}") for end in ("", "_low", "_high")
    }
    return {"threshold": threshold} | accuracies | {"share_sure": len(sure) / len(predictions)}


def tabulate_answers(
    reasons: Mapping[str, str | None],
    probabilities: Floats,
    is_familiar: NDArray[np.bool_],
    classes: Sequence[str],
    classifier: Mapping[str, Any],
    seen: str,
) -> pd.DataFrame:
    """A row for each picture.

    Args:
        reasons: why a picture could not be read, None if it could, by the name of its file.
        probabilities: (n, n_classes), the rows of unreadable pictures being of no account.
        is_familiar: (n,), whether it looks like the training images.
        classes: the names of the classes.
        classifier: what `describe_classifier` gives.
        seen: what the model saw of the pictures, "grey" or "colour".

    Returns:
        `file`; `class`, `probability`, and likewise `class_2`, `class_3` of the next probable ones;
        `model` and what it has `seen`; whether it is `sure`, for which the picture must be
        `familiar`; `reason`. Those in `TEXTS` are of pandas' type str, with NaN for the class of a
        picture that could not be read and for the reason of one that could.
    """
    is_read = np.array([reason is None for reason in reasons.values()])
    ranked = _rank(probabilities, is_read, classes)
    threshold = classifier["threshold"]
    is_sure = probabilities.max(axis=1) >= (np.inf if threshold is None else threshold)
    table = pd.DataFrame({"file": list(reasons), **ranked}).assign(
        model=classifier["model"],
        seen=seen,
        sure=is_sure & is_familiar & is_read,
        familiar=is_familiar & is_read,
        reason=np.array(list(reasons.values()), object),
    )
    return table.astype({name: "str" for name in TEXTS if name in table})


def _rank(
    probabilities: Floats, is_read: NDArray[np.bool_], classes: Sequence[str]
) -> dict[str, NDArray[np.generic]]:
    """Columns of the most probable classes, which of an unreadable picture hold nothing."""
    columns = {}
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
    names = np.array([*classes, None], object)  # the last is that of no class
    for place, labels in enumerate(ranked.T, start=1):
        suffix = f"_{place}" if place > 1 else ""
        of_place = probabilities[np.arange(len(labels)), labels]
        columns[f"class{suffix}"] = names[np.where(is_read, labels, len(classes))]
        columns[f"probability{suffix}"] = np.where(is_read, of_place, np.nan)
    return columns

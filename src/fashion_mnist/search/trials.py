"""What came of the trials of a search.

Half of the validation images, drawn by class, is the selection half: it chooses the epoch of a
network, what is tried next, and the best trial. The other half chooses nothing, so what is told of
its images, the assessment half, does not flatter the best of many trials.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import add_wilson
from fashion_mnist.evaluation.significance import correct_by_holm, mcnemar_test
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.images.splitting import assign_folds
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.search.space import Values


class Score(TypedDict):
    """The number of `images`, the indices of those answered `wrong`, and the mean `log_loss`."""

    images: int
    wrong: list[int]
    log_loss: float


class Trial(TypedDict, total=False):
    """A trial: the `values` tried, and why it `failed`, None if it did not.

    Of one that did not: its scores on the `selection` and on the `assessment` half, and `seconds`
    of fitting and answering. Empty if there was nothing left to try.
    """

    values: Values
    failed: str | None
    selection: Score
    assessment: Score
    seconds: float


def draw_selection(labels: Labels, seed: int) -> NDArray[np.bool_]:
    """Whether each validation image (n,) belongs to the selection half; the same for a seed."""
    return np.equal(assign_folds(labels, 2, seed), 0)


def judge(
    values: Values,
    probabilities: Floats,
    labels: Labels,
    is_selection: NDArray[np.bool_],
    seconds: float,
) -> Trial:
    """What came of values, by the probabilities (n, n_classes) of the validation images."""
    selection, assessment = (
        _score(probabilities[part], labels[part]) for part in (is_selection, ~is_selection)
    )
    return {
        "values": values,
        "failed": None,
        "selection": selection,
        "assessment": assessment,
        "seconds": seconds,
    }


def _score(probabilities: Floats, labels: Labels) -> Score:
    from sklearn.metrics import log_loss

    wrong: NDArray[Any] = (probabilities.argmax(axis=1) != labels).nonzero()[0]
    loss = log_loss(labels, probabilities, labels=range(probabilities.shape[1]))
    return {"images": len(labels), "wrong": wrong.tolist(), "log_loss": float(loss)}


def accuracy(score: Score) -> float:
    """The share of the images that were not answered wrong."""
    return 1 - len(score["wrong"]) / score["images"]


def tabulate(model: str, paths: Sequence[str], trials: Sequence[Trial]) -> pd.DataFrame:
    """The trials of a search in a table, in their order.

    Args:
        model: whose parameters were searched.
        paths: of the parameters.
        trials: of which the first has the values of the study.

    Returns:
        A row for each: the `model`, the number of the `trial`; each value by its path, nothing
        where the block of the study says nothing; on the selection half `selection_accuracy` and
        `selection_log_loss`, by which it may be the `best`; on the assessment half the `accuracy`
        with its 95% interval from `low` to `high`, and the `p_value` of McNemar's mid-p test
        against the best, with what `correct_by_holm` adds for all of these tests together;
        `seconds`; and why it `failed`.

    Raises:
        InputError: all trials failed.
    """
    best = find_best(trials)
    table = pd.DataFrame(
        [
            {
                **dict.fromkeys(paths),
                **trial["values"],
                **_describe(trial, best),
                "model": model,
                "trial": number,
            }
            for number, trial in enumerate(trials, start=1)
        ]
    )
    tested = correct_by_holm(add_wilson(table.assign(accuracy=table["right"] / table["images"])))
    scores = ("selection_accuracy", "selection_log_loss", "accuracy", "low", "high", "seconds")
    tests = ("best", "p_value", "p_holm", "differ", "failed")
    return tested[["model", "trial", *paths, *scores, *tests]]


def find_best(trials: Sequence[Trial]) -> Trial:
    """The trial with the fewest wrong answers in the selection half.

    Of equal ones it is that with the smallest log loss there.

    Raises:
        InputError: all trials failed.
    """
    whole = [trial for trial in trials if trial["failed"] is None]
    if not whole:
        raise InputError(
            f"Expected a trial that can be fitted. Received {len(trials)} that cannot, the first "
            f"because of this: {trials[0]['failed']}"
        )
    return min(whole, key=_rank)


def _rank(trial: Trial) -> tuple[int, float]:
    return len(trial["selection"]["wrong"]), trial["selection"]["log_loss"]


def _describe(trial: Trial, best: Trial) -> Mapping[str, Any]:
    if trial["failed"] is not None:
        return {"failed": trial["failed"], "best": False}
    wrong, of_best = set(trial["assessment"]["wrong"]), set(best["assessment"]["wrong"])
    return {
        "failed": None,
        "selection_accuracy": accuracy(trial["selection"]),
        "selection_log_loss": trial["selection"]["log_loss"],
        "images": trial["assessment"]["images"],
        "right": trial["assessment"]["images"] - len(wrong),
        "seconds": trial["seconds"],
        "best": trial is best,
        "p_value": None
        if trial is best
        else mcnemar_test(len(wrong - of_best), len(of_best - wrong)),
    }

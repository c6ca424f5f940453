"""What came of the trials of a search."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import log_loss

from fashion_mnist.evaluation.intervals import add_wilson
from fashion_mnist.evaluation.significance import correct_by_holm, mcnemar_test
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.search import Values


class Trial(TypedDict, total=False):
    """A trial: the `values` tried, and why it `failed`, None if it did not.

    Of one that did not: the number of validation `images`, the indices of those that were answered
    `wrong`, the mean negative logarithm of what the labels were given (`log_loss`), and `seconds`
    of fitting and answering. Empty if there was nothing left to try.
    """

    values: Values
    failed: str | None
    images: int
    wrong: list[int]
    log_loss: float
    seconds: float


def judge(values: Values, probabilities: Floats, labels: Labels, seconds: float) -> Trial:
    """What came of values, by the probabilities (n, n_classes) of validation images."""
    wrong: NDArray[Any] = (probabilities.argmax(axis=1) != labels).nonzero()[0]
    return {
        "values": values,
        "failed": None,
        "images": len(labels),
        "wrong": wrong.tolist(),
        "log_loss": float(log_loss(labels, probabilities, labels=range(probabilities.shape[1]))),
        "seconds": seconds,
    }


def tabulate(model: str, paths: Sequence[str], trials: Sequence[Trial]) -> pd.DataFrame:
    """The trials of a search in a table, in their order.

    Args:
        model: whose parameters were searched.
        paths: of the parameters.
        trials: of which the first has the values of the study.

    Returns:
        A row for each: the `model`, the number of the `trial`; each value by its path, nothing
        where the block of the study says nothing; on the validation images the `accuracy` with
        its 95% interval from `low` to `high`, and `log_loss`; `seconds`; whether it is the `best`;
        the `p_value` of McNemar's exact test against the best, with what `correct_by_holm` adds
        for all of these tests together; and why it `failed`.

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
    columns = ("accuracy", "low", "high", "log_loss", "seconds", "best", "p_value", "p_holm")
    return tested[["model", "trial", *paths, *columns, "differ", "failed"]]


def find_best(trials: Sequence[Trial]) -> Trial:
    """The trial with the fewest wrong answers, of equal ones the one surest of the labels.

    Raises:
        InputError: all trials failed.
    """
    whole = [trial for trial in trials if trial["failed"] is None]
    if not whole:
        raise InputError(
            f"Expected a trial that can be fitted. Received {len(trials)} that cannot, the first "
            f"because of this: {trials[0]['failed']}"
        )
    return min(whole, key=lambda trial: (len(trial["wrong"]), trial["log_loss"]))


def _describe(trial: Trial, best: Trial) -> Mapping[str, Any]:
    if trial["failed"] is not None:
        return {"failed": trial["failed"], "best": False}
    wrong, fewest = set(trial["wrong"]), set(best["wrong"])
    return {
        "failed": None,
        "images": trial["images"],
        "right": trial["images"] - len(wrong),
        "log_loss": trial["log_loss"],
        "seconds": trial["seconds"],
        "best": trial is best,
        "p_value": None
        if trial is best
        else mcnemar_test(len(wrong - fewest), len(fewest - wrong)),
    }

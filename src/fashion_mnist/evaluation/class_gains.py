"""Where the best network and the best classical model differ: by class, and on which images.

Predictions are tables as in `predictions`, by the name of their model, all of the same images in
the same order.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.intervals import bootstrap_difference
from fashion_mnist.evaluation.predictions import score
from fashion_mnist.evaluation.significance import correct_by_holm, mcnemar_test, tabulate_right
from fashion_mnist.parameters import model_names

Predictions = Mapping[str, pd.DataFrame]
GAINS = ["model", "other", "class", "images", "only_model", "only_other"]
GAINS += ["difference", "low", "high", "p_value"]
IMAGES = ["index", "class", "right", "wrong", "taken_for", "probability", "missed_by", "of"]


def choose_pair(predictions: Predictions) -> tuple[str, str] | None:
    """The most accurate network and classical model; None where models of one kind are missing."""
    kinds = _sort_out(predictions)
    if not all(kinds):
        return None
    network, classical = (
        max(kind, key=lambda model: score(predictions[model])["accuracy"]) for kind in kinds
    )
    return network, classical


def compare_by_class(predictions: Predictions, classes: Sequence[str], seed: int) -> pd.DataFrame:
    """The recall of each class, network against classical model, by McNemar's exact test.

    Returns:
        A row for each `class` with images, none where models of one kind are missing: the network
        `model` and the `other`; how many of the `images` only the one and only the other classifies
        rightly; the `difference` of their recalls with its 95% interval from `low` to `high` (as in
        `significance.compare_pairs`); and `p_value`, with what `correct_by_holm` adds.
    """
    pair = choose_pair(predictions)
    if pair is None:
        return pd.DataFrame(columns=[*GAINS, "p_holm", "differ"])
    right, truth = tabulate_right(predictions), predictions[pair[0]]["y_true"]
    rng = np.random.default_rng(seed)
    rows = [
        (*pair, name, *_compare(right[truth == label], pair, rng))
        for label, name in enumerate(classes)
        if (truth == label).any()
    ]
    return correct_by_holm(pd.DataFrame(rows, columns=GAINS))


def _compare(
    right: pd.DataFrame, pair: tuple[str, str], rng: np.random.Generator
) -> tuple[float, ...]:
    model, other = (right[name] for name in pair)
    only_model, only_other = int((model & ~other).sum()), int((other & ~model).sum())
    low, high = bootstrap_difference(only_model, only_other, len(right), rng)
    difference = (only_model - only_other) / len(right)
    p_value = mcnemar_test(only_model, only_other)
    return len(right), only_model, only_other, difference, low, high, p_value


def list_disagreements(predictions: Predictions, classes: Sequence[str]) -> pd.DataFrame:
    """The images that only the one of network and classical model classifies rightly.

    Returns:
        A row for each: `index` of the image and its `class`; which model is `right` and which
        `wrong`; the class that it was `taken_for`, with its `probability`; and how many of the
        models of the wrong one's kind miss the image (`missed_by`), `of` how many. The surest
        mistakes first; none where models of one kind are missing.
    """
    pair = choose_pair(predictions)
    if pair is None:
        return pd.DataFrame(columns=IMAGES)
    right = tabulate_right(predictions)
    parts = [
        _list_missed(predictions, classes, right, found, missed)
        for found, missed in (pair, pair[::-1])
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values("probability", ascending=False, kind="stable", ignore_index=True)


def _list_missed(
    predictions: Predictions, classes: Sequence[str], right: pd.DataFrame, found: str, missed: str
) -> pd.DataFrame:
    """The images that the model `found` classifies rightly and the model `missed` doesn't."""
    (kind,) = (kind for kind in _sort_out(predictions) if missed in kind)
    index = np.flatnonzero(right[found] & ~right[missed])
    rows, names = predictions[missed].iloc[index], np.asarray(classes, dtype=object)
    taken_for = rows["y_pred"].to_numpy()
    columns = {
        "index": index,
        "class": names[rows["y_true"]],
        "right": found,
        "wrong": missed,
        "taken_for": names[taken_for],
        "probability": rows[list(classes)].to_numpy()[np.arange(len(rows)), taken_for],
        "missed_by": (~right[kind]).iloc[index].sum(axis=1).to_numpy(),
        "of": len(kind),
    }
    return pd.DataFrame(columns)


def _sort_out(predictions: Predictions) -> tuple[list[str], list[str]]:
    """The networks and the classical models among the models."""
    kinds = (model_names.NETWORKS, model_names.CLASSICAL)
    networks, classical = ([name for name in kind if name in predictions] for kind in kinds)
    return networks, classical

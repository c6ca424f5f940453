"""What the numbers say: the facts behind the report's sentences."""

from collections.abc import Collection, Mapping

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.report.render import Json
from fashion_mnist.report.tables import Row

Verdicts = Mapping[tuple[str, str], str]
WEIGHTED = ("Conv2D", "Dense")


def judge_pairs(tests: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    """Whether the first of two models "beats", "ties" with or "loses" to the second, by the test.

    Args:
        tests: what `compare_pairs` gives; None if no test has been made.
    """
    verdicts = {}
    for test in [] if tests is None else list_rows(tests):
        pair = (test["model"], test["other"])
        verdicts[pair] = "beats" if test["differ"] else "ties"
        verdicts[pair[::-1]] = "loses" if test["differ"] else "ties"
    return verdicts


def rank(comparison: pd.DataFrame, verdicts: Verdicts) -> Json:
    """The row of the model with the highest accuracy, and what the test says of it and the others.

    The others are those that it `beats`, those that it `ties` with, and those `untested`.
    """
    best, *others = list_rows(comparison)
    found = {row["model"]: verdicts.get((best["model"], row["model"])) for row in others}
    return {
        "best": best,
        "beats": [model for model, verdict in found.items() if verdict == "beats"],
        "ties": [model for model, verdict in found.items() if verdict == "ties"],
        "untested": [model for model, verdict in found.items() if verdict is None],
    }


def compare_kinds(
    comparison: pd.DataFrame,
    tests: pd.DataFrame | None,
    networks: Collection[str],
    classical: Collection[str],
) -> dict[str, object] | None:
    """The networks against the classical models: ranges of accuracy and the highest of each.

    `test` is that of these two, and `verdict` what it says, the network's view; None if it was not
    made. All is None where models of one kind only have been run.
    """
    tables = [comparison[comparison["model"].isin(list(kind))] for kind in (networks, classical)]
    if any(table.empty for table in tables):
        return None
    best_deep, best_classical = (list_rows(table)[0] for table in tables)
    pair = (best_deep["model"], best_classical["model"])
    lowest_deep, lowest_classical = (float(table["accuracy"].min()) for table in tables)
    return {
        "deep": {"best": best_deep, "lowest": lowest_deep},
        "classical": {"best": best_classical, "lowest": lowest_classical},
        "test": find_test(tests, *pair),
        "verdict": judge_pairs(tests).get(pair),
    }


def find_test(tests: pd.DataFrame | None, model: str, other: str) -> Row | None:
    """The test of two models, whichever of them it names first; None if it was not made."""
    rows = [] if tests is None else list_rows(tests)
    pair = {model, other}
    return next((row for row in rows if {row["model"], row["other"]} == pair), None)


def rank_classes(
    report: pd.DataFrame, n_classes: int, n: int = 3
) -> dict[str, list[tuple[str, float]]]:
    """The `n` classes with the highest and with the lowest recall, as (class, recall) pairs."""
    recalls = report[["class", "recall"]].iloc[:n_classes].sort_values("recall", kind="stable")
    pairs = list(recalls.itertuples(index=False, name=None))
    return {"best": pairs[::-1][:n], "hardest": pairs[:n]}


def find_chance(
    report: pd.DataFrame, n_classes: int, metrics: Mapping[str, float]
) -> tuple[str, float] | None:
    """The commonest class and its share of the test images, if a model may be no better than that.

    It may be if the 95% interval of its accuracy reaches down to the share.
    """
    of_classes = report.iloc[:n_classes]
    commonest = of_classes["support"].argmax()
    share = float(of_classes["support"].iloc[commonest] / of_classes["support"].sum())
    is_at_chance = metrics["accuracy_low"] <= share
    return (str(of_classes["class"].iloc[commonest]), share) if is_at_chance else None


def never_predicted(confusions: pd.DataFrame) -> list[str]:
    """The classes that a model never predicted, although the test set has images of them."""
    predicted, true = confusions.sum(axis=0).to_numpy(), confusions.sum(axis=1).to_numpy()
    return list(confusions.columns[(predicted == 0) & (true > 0)])


def describe_layers(layers: pd.DataFrame) -> dict[str, int]:
    """How deep a network is: layers with weights, and shortcuts."""
    return {
        "weighted_layers": int((layers["type"].isin(WEIGHTED) & (layers["parameters"] > 0)).sum()),
        "shortcuts": int((layers["type"] == "Add").sum()),
    }

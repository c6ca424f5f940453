"""What the numbers say: the facts behind the report's sentences."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]
WEIGHTED = ("Conv2D", "Dense")


def overlap(one: Row, other: Row) -> bool:
    """Whether the 95% intervals of two accuracies overlap."""
    return bool(
        one["accuracy_low"] <= other["accuracy_high"]
        and other["accuracy_low"] <= one["accuracy_high"]
    )


def rank(comparison: pd.DataFrame) -> dict[str, Any]:
    """The row of the most accurate model, and which others its interval does or doesn't touch."""
    best, *others = comparison.to_dict("records")
    return {
        "best": best,
        "close": [row["model"] for row in others if overlap(best, row)],
        "behind": [row["model"] for row in others if not overlap(best, row)],
    }


def compare_kinds(
    comparison: pd.DataFrame, networks: Collection[str], classical: Collection[str]
) -> dict[str, Any] | None:
    """The networks against the classical models: ranges of accuracy and the best of each.

    None where models of one kind only have been run.
    """
    tables = [comparison[comparison["model"].isin(list(kind))] for kind in (networks, classical)]
    if any(table.empty for table in tables):
        return None
    best_deep, best_classical = (table.iloc[0].to_dict() for table in tables)
    lowest_deep, lowest_classical = (float(table["accuracy"].min()) for table in tables)
    return {
        "deep": {"best": best_deep, "lowest": lowest_deep},
        "classical": {"best": best_classical, "lowest": lowest_classical},
        "difference": best_deep["accuracy"] - best_classical["accuracy"],
        "overlap": overlap(best_deep, best_classical),
    }


def rank_classes(report: pd.DataFrame, n_classes: int, n: int = 3) -> dict[str, list[Any]]:
    """The `n` classes with the highest and with the lowest recall, as (class, recall) pairs."""
    recalls = report[["class", "recall"]].iloc[:n_classes].sort_values("recall", kind="stable")
    pairs = list(recalls.itertuples(index=False, name=None))
    return {"best": pairs[::-1][:n], "hardest": pairs[:n]}


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

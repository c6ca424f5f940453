"""What the numbers say: the facts behind the report's sentences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter

import pandas as pd

from fashion_mnist.evaluation.comparison import choose_best
from fashion_mnist.evaluation.intervals import adjusted_wald_difference
from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.parameters import model_names
from fashion_mnist.report.render import Json, Row

Verdicts = Mapping[tuple[str, str], str]
WEIGHTED = ("Conv2D", "Dense")
KEPT = 0.9  # the share of the images that a model keeps where people look at the others
MARGIN = 0.01  # of accuracy: a model that loses less than this is as good (non-inferiority)


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
    """The row of the model that is most accurate on the validation images, and what the test says.

    The others are those that it `beats`, `ties` with or `loses` to, and those `untested`.
    """
    best = find_best(comparison, model_names.names())
    others = [model for model in comparison["model"] if model != best["model"]]
    found = {model: verdicts.get((best["model"], model), "untested") for model in others}
    return {
        "best": best,
        **{
            told: [model for model, verdict in found.items() if verdict == told]
            for told in ("beats", "ties", "loses", "untested")
        },
    }


def find_best(comparison: pd.DataFrame, models: Iterable[str]) -> Row:
    """The row of the model that `choose_best` chooses."""
    accuracies = dict(zip(comparison["model"], comparison["validation_accuracy"], strict=True))
    best = choose_best(accuracies, models)
    return list_rows(comparison[comparison["model"] == best])[0]


def compare_kinds(
    comparison: pd.DataFrame,
    tests: pd.DataFrame | None,
    networks: Collection[str],
    classical: Collection[str],
) -> dict[str, object] | None:
    """The networks against the classical models: of each the best, and the range of accuracies.

    The best is that on the validation images, as `choose_best` has it. `test` is that of these two,
    and `verdict` what it says, the network's view; None if it was not made. All is None where
    models of one kind only have been run.
    """
    tables = [comparison[comparison["model"].isin(list(kind))] for kind in (networks, classical)]
    if any(table.empty for table in tables):
        return None
    best = [
        find_best(table, kind) for table, kind in zip(tables, (networks, classical), strict=True)
    ]
    pair = (best[0]["model"], best[1]["model"])
    deep, of_classical = (
        {"best": row, "lowest": table["accuracy"].min(), "highest": table["accuracy"].max()}
        for row, table in zip(best, tables, strict=True)
    )
    return {
        "deep": deep,
        "classical": of_classical,
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


def advise(
    comparison: Sequence[Row],
    best: Row,
    single: Row,
    tests: Sequence[Row],
    coverage: Mapping[str, Mapping[float, Row]],
) -> dict[str, Row | float | None]:
    """Which models to take, each a row of the comparison.

    Args:
        comparison: a row for each model.
        best: the row of the model that is most accurate on the validation images.
        single: the row of the one that is so among single models.
        tests: the rows of `compare_pairs`.
        coverage: by model and the share that it is to keep, a row of `measure_coverage`.

    Returns:
        The most `accurate`; the `single` one, and the `fastest` to predict of those whose 95%
        interval excludes a loss of the `margin` against the most accurate, None if it is that; of
        all models the `smallest` on disk, the `quickest` to train and the one that predicts in the
        least `time`; and what the most accurate one gets right of the images that it is to keep
        (`kept`), None if that was not measured.
    """
    losses = _bound_losses(best, tests)
    rivals = [row for row in comparison if losses.get(row["model"], 1) < MARGIN]
    fastest = min([best, *rivals], key=itemgetter("predict_seconds"))
    aims = coverage.get(best["model"], {})
    return {
        "accurate": best,
        "single": None if single["model"] == best["model"] else single,
        "fastest": None if fastest is best else fastest,
        "margin": MARGIN,
        "smallest": min(comparison, key=itemgetter("bytes")),
        "quickest": min(comparison, key=itemgetter("fit_seconds")),
        "time": min(comparison, key=itemgetter("predict_seconds")),
        "kept": aims[min(aims, key=lambda aim: abs(aim - KEPT))] if aims else None,
    }


def _bound_losses(best: Row, tests: Sequence[Row]) -> dict[str, float]:
    """How much less accurate than the best each model may be, by the end of the 95% interval."""
    bounds = {}
    for row in tests:
        counts = row["only_model"], row["only_other"]
        low, high = adjusted_wald_difference(*counts, best["images"])
        if row["model"] == best["model"]:
            bounds[row["other"]] = high
        elif row["other"] == best["model"]:
            bounds[row["model"]] = -low
    return bounds

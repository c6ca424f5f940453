"""Findings from the measurements, on which the report's sentences are based."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

import pandas as pd

from fashion_mnist.evaluation.comparison import choose_best
from fashion_mnist.evaluation.intervals import adjusted_wald_difference
from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.parameters import model_names
from fashion_mnist.report.render import Json, Row

TARGET_COVERAGE = 0.9  # share of images that the model keeps when people check the others
NON_INFERIORITY_MARGIN = 0.01  # a model that loses less accuracy counts as equally good


def judge_pairs(tests: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Return for each ordered pair of models whether the first "beats", "ties" or "loses"."""
    verdicts = {}
    for test in tests:
        pair = (test["model"], test["other"])
        verdicts[pair] = "beats" if test["differ"] else "ties"
        verdicts[pair[::-1]] = "loses" if test["differ"] else "ties"
    return verdicts


def rank(comparison: pd.DataFrame, verdicts: Mapping[tuple[str, str], str]) -> Json:
    """Find the row of the `best` model by validation accuracy, and group the others' names.

    It `beats`, `ties` with or `loses` to the others in the test, or they are `untested`.
    """
    best = find_best(comparison, model_names.NAMES)
    ranking: Json = {"best": best, "beats": [], "ties": [], "loses": [], "untested": []}
    for model in comparison["model"]:
        if model != best["model"]:
            ranking[verdicts.get((best["model"], model), "untested")].append(model)
    return ranking


def find_best(comparison: pd.DataFrame, models: Iterable[str]) -> Row:
    """Return the row of the model that `choose_best` chooses."""
    accuracies = dict(zip(comparison["model"], comparison["validation_accuracy"], strict=True))
    best = choose_best(accuracies, models)
    return list_rows(comparison[comparison["model"] == best])[0]


def compare_kinds(comparison: pd.DataFrame, tests: pd.DataFrame | None) -> Json | None:
    """Compare the networks with the classical models; None if only one kind has been run.

    Returns:
        `deep` and `classical`: the row of the `best` model of the kind by validation accuracy, and
        the `lowest` and `highest` test accuracy. `test` and `verdict`: the row of the test of the
        two best models, and the network's result in it, None if they have not been tested.
    """
    compared: Json = {}
    for name, kind in (("deep", model_names.NETWORKS), ("classical", model_names.CLASSICAL)):
        table = comparison[comparison["model"].isin(kind)]
        if table.empty:
            return None
        best, accuracies = find_best(table, kind), table["accuracy"]
        compared[name] = {"best": best, "lowest": accuracies.min(), "highest": accuracies.max()}
    network, other = (part["best"]["model"] for part in compared.values())
    rows = [] if tests is None else list_rows(tests)
    test = next((row for row in rows if {row["model"], row["other"]} == {network, other}), None)
    return compared | {"test": test, "verdict": judge_pairs(rows).get((network, other))}


def find_chance(
    report: pd.DataFrame, n_classes: int, metrics: Mapping[str, float]
) -> tuple[str, float] | None:
    """Return the most frequent class and its share if a model may be no better than predicting it.

    This is so if the lower end of the accuracy's 95% interval does not exceed that share.
    """
    support = report.iloc[:n_classes].set_index("class")["support"]
    share = float(support.max() / support.sum())
    return (str(support.idxmax()), share) if metrics["accuracy_low"] <= share else None


def never_predicted(confusions: pd.DataFrame) -> list[str]:
    """Return the classes in the test set that a model never predicted."""
    predicted, true = confusions.sum(axis=0).to_numpy(), confusions.sum(axis=1).to_numpy()
    return list(confusions.columns[(predicted == 0) & (true > 0)])


def advise(
    comparison: pd.DataFrame, tests: Iterable[Row], coverage: Mapping[str, Mapping[float, Row]]
) -> dict[str, Row | float | None]:
    """Recommend a model for each criterion, as a row of the comparison.

    Args:
        tests: the rows of `compare_pairs`.
        coverage: rows of `measure_coverage`, by model and by the share of images to keep.

    Returns:
        `accurate` and `single`: the model, and the single model, with the highest validation
        accuracy. `fastest_equivalent`: the fastest predictor of the models that lose less than
        `margin` against the most accurate, by the 95% interval. `kept`: the row of the most
        accurate model's coverage with the target nearest to `TARGET_COVERAGE`, if measured.
        `single` and `fastest_equivalent` are None if they are the most accurate model.
    """
    rows, best = list_rows(comparison), find_best(comparison, model_names.NAMES)
    single = find_best(comparison, model_names.TRAINED)
    losses: dict[tuple[str, str], float] = {}  # at most, of the first model against the second
    for row in tests:
        low, high = adjusted_wald_difference(row["only_model"], row["only_other"], best["images"])
        losses |= {(row["other"], row["model"]): high, (row["model"], row["other"]): -low}
    rivals = [
        row for row in rows if losses.get((row["model"], best["model"]), 1) < NON_INFERIORITY_MARGIN
    ]
    fastest = min([best, *rivals], key=itemgetter("predict_seconds"))
    aims = coverage.get(best["model"], {})
    return {
        "accurate": best,
        "single": None if single["model"] == best["model"] else single,
        "fastest_equivalent": None if fastest is best else fastest,
        "margin": NON_INFERIORITY_MARGIN,
        "smallest": min(rows, key=itemgetter("bytes")),
        "fastest_training": min(rows, key=itemgetter("fit_seconds")),
        "fastest_prediction": min(rows, key=itemgetter("predict_seconds")),
        "kept": aims[min(aims, key=lambda aim: abs(aim - TARGET_COVERAGE))] if aims else None,
    }

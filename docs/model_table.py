"""The results of a default run: the answer to the study's question, and the table of models."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from measured_tables import describe_machine, show_rows, tell_run

from fashion_mnist.evaluation.predictions import hundredfold, list_rows, percent, percent_range
from fashion_mnist.parameters import model_names
from fashion_mnist.report.findings import compare_kinds
from fashion_mnist.report.render import Row, count, megabytes, points, seconds
from fashion_mnist.report.summaries import compare_fits

CLASS = "Shirt"  # the hardest class
FULL_NAMES = {
    "ensemble": "Weighted ensemble of other models",
    "compact": "Compact residual network",
    "cnn": "Convolutional network",
    "resnet": "Small residual network",
    "svm": "Support vector machine, RBF kernel",
    "mlp": "Multi-layer perceptron",
    "random_forest": "Random forest",
    "knn": "k nearest neighbours",
    "logistic_regression": "Logistic regression",
}
SHORT = ("model", "test accuracy", "95% interval", "training", "on disk")  # README columns


def measure(data: Path, command: str) -> dict[str, Any]:
    """Read the table, the answer and the environment of a run that fitted all models.

    Raises:
        ValueError: the models were not fitted and reported in one environment.
    """
    study = read_study(data)
    cells, kinds = describe(study), find_kinds(study, data)
    deep, classical = kinds["deep"]["best"], kinds["classical"]["best"]
    return {
        "made": {"command": command, **describe_fits(study, data)},
        "answer": tell_answer(study, data),
        "report": (
            f"{deep['model']} classifies {percent(deep['accuracy'])} of the test images correctly, "
            f"{classical['model']} {percent(classical['accuracy'])}"
        ),
        "columns": list(cells),
        "rows": [list(row) for row in zip(*cells.values(), strict=True)],
    }


def show_answer(measured: Mapping[str, Any]) -> str:
    """Format the README's beginning: answer, picture of the report, and the `SHORT` columns."""
    places = [measured["columns"].index(heading) for heading in SHORT]
    rows = [[row[place] for place in places] for row in measured["rows"]]
    return "\n\n".join(
        (
            measured["answer"],
            f"![The first page of the report: {measured['report']}](docs/report.png)",
            show_rows(SHORT, rows),
            tell_run(measured),
        )
    )


def read_study(data: Path) -> list[Row]:
    """Read the scores of each model of the default run, the most accurate first."""
    folder = data / "08_reporting"
    comparison = pd.read_csv(folder / "comparison.csv")
    rows = list_rows(comparison[comparison["model"] != model_names.ROBUST])
    for row in rows:
        report = pd.read_csv(folder / row["model"] / "classification_report.csv", index_col="class")
        row["recall"] = report.loc[CLASS, "recall"]
        row["name"] = name_model(row["model"], data)
    return rows


def name_model(model: str, data: Path) -> str:
    """Return a model's full name, or its architecture if that differs from its own."""
    path = data / "06_models" / model / "provenance.json"
    block = _read(path).get("parameters", {}) if path.exists() else {}
    architecture = block.get("architecture", model)
    return FULL_NAMES[model] if architecture == model else f"Architecture `{architecture}`"


def find_kinds(study: list[Row], data: Path) -> dict[str, Any]:
    """Compare the networks with the classical models, as the report does."""
    tests = pd.read_csv(data / "08_reporting/pairwise_tests.csv")
    kinds = compare_kinds(pd.DataFrame(study), tests)
    if kinds is None:
        raise ValueError("Expected networks and classical models. Received models of one kind.")
    return kinds


def tell_answer(study: list[Row], data: Path) -> str:
    """Write the answer: the accuracies of the best models of both kinds, and their test.

    The best model of each kind is the most accurate on the validation images.
    """
    kinds = find_kinds(study, data)
    deep, classical, test = kinds["deep"]["best"], kinds["classical"]["best"], kinds["test"]
    names = [FULL_NAMES[row["model"]].partition(",")[0] for row in (deep, classical)]
    deep_name, classical_name = (
        f"{'' if name.endswith('s') else 'a '}{name[0].lower()}{name[1:]}" for name in names
    )
    verdicts = {
        "beats": f"Yes: by {points(test['difference'])}",
        "ties": f"No: {points(test['difference'])} are not significant (McNemar's test)",
        "loses": f"No: networks are worse by {points(test['difference'])}",
    }
    return (
        f"**{verdicts[kinds['verdict']]}** (95% interval {hundredfold(test['low'])} to "
        f"{hundredfold(test['high'])}). The best network on the validation images, "
        f"{deep_name}, classifies {percent(deep['accuracy'])} of the {count(deep['images'])} test "
        f"images correctly after {seconds(deep['fit_seconds'])} of training; the best classical "
        f"model there, {classical_name}, {percent(classical['accuracy'])} after "
        f"{seconds(classical['fit_seconds'])}."
    )


def describe(study: list[Row]) -> dict[str, list[str]]:
    """Return the columns of the table by heading."""
    return {
        "model": [f"{row['name']} (`{row['model']}`)" for row in study],
        "test accuracy": [percent(row["accuracy"], 2) for row in study],
        "95% interval": [percent_range(row["accuracy_low"], row["accuracy_high"]) for row in study],
        "with one view": [
            "" if pd.isna(row["accuracy_one_view"]) else percent(row["accuracy_one_view"], 2)
            for row in study
        ],
        f"recall of {CLASS}": [percent(row["recall"]) for row in study],
        "parameters": [_large(row["parameters"]) for row in study],
        "training": [seconds(row["fit_seconds"]) for row in study],
        f"prediction of {count(study[0]['images'])} images": [
            seconds(row["predict_seconds"]) for row in study
        ],
        "on disk": [megabytes(row["bytes"]) for row in study],
    }


def _large(number: float) -> str:
    return f"{number / 1e6:.1f} million" if number >= 1e6 else count(number)


def describe_fits(study: list[Row], data: Path) -> dict[str, str]:
    """Describe the environment in which all models were fitted and reported.

    Raises:
        ValueError: the models do not share one environment.
    """
    models = [row["model"] for row in study if row["model"] != model_names.ENSEMBLE]
    fits = {model: _read(data / "06_models" / model / "provenance.json") for model in models}
    here = _read(data / "08_reporting/environment.json")
    made = compare_fits(fits, here)
    if made["differing"]:
        raise ValueError(
            "Expected models that were fitted and reported in one run. "
            f"Received several {', '.join(made['differing'])}: run `kedro run --everything`."
        )
    return {**describe_machine(here), "date": made["first"][:10]}


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content

"""Writes what one run found into the README and docs/results.md: the answer, and the models."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from fashion_mnist.evaluation.percentages import hundredfold, percent, percent_range
from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.parameters import model_names
from fashion_mnist.report.findings import compare_kinds
from fashion_mnist.report.provenance import compare_fits
from fashion_mnist.report.render import count, megabytes, points, seconds
from fashion_mnist.report.tables import Row

BEGIN, END = "<!-- table of models -->", "<!-- end -->"
CLASS = "Shirt"  # the hardest one
FULL_NAMES = {
    "ensemble": "Several of the others together",
    "compact": "Compact residual network",
    "cnn": "Convolutional network",
    "resnet": "Small residual network",
    "svm": "Support vector machine, RBF kernel",
    "mlp": "Multi-layer perceptron",
    "random_forest": "Random forest",
    "knn": "k nearest neighbours",
    "logistic_regression": "Logistic regression",
}
SHORT = ("model", "test accuracy", "95% interval", "training", "on disk")  # columns in the README


def write_tables(project: Path) -> None:
    """Write the table and what it was made with into both pages; the README has fewer columns.

    The README begins with the answer and the picture of the report.

    Raises:
        ValueError: the artifacts are of several runs.
    """
    study = read_study(project / "data")
    cells, run = describe(study), tell_run(study, project / "data")
    kinds = find_kinds(study, project / "data")
    deep, classical = kinds["deep"]["best"], kinds["classical"]["best"]
    shown = (
        f"The first page of the report: {deep['model']} is right on {percent(deep['accuracy'])} "
        f"of the test images, {classical['model']} on {percent(classical['accuracy'])}"
    )
    short = {heading: cells[heading] for heading in SHORT}
    parts = (
        *(tell_answer(study, project / "data"), f"![{shown}](docs/report.png)"),
        *(make_table(short), run),
    )
    pages = {"docs/results.md": f"{make_table(cells)}\n\n{run}", "README.md": "\n\n".join(parts)}
    for name, text in pages.items():
        path = project / name
        path.write_text(replace(path.read_text(encoding="utf-8"), text), encoding="utf-8")


def read_study(data: Path) -> list[Row]:
    """The figures of each model of the default run, the most accurate first."""
    folder = data / "08_reporting"
    comparison = pd.read_csv(folder / "comparison.csv")
    rows = list_rows(comparison[comparison["model"] != model_names.ROBUST])
    for row in rows:
        report = pd.read_csv(folder / row["model"] / "classification_report.csv", index_col="class")
        row["recall"] = report.loc[CLASS, "recall"]
    return rows


def find_kinds(study: list[Row], data: Path) -> dict[str, Any]:
    """The networks against the classical models, as the report has them."""
    tests = pd.read_csv(data / "08_reporting/pairwise_tests.csv")
    kinds = compare_kinds(pd.DataFrame(study), tests, model_names.NETWORKS, model_names.CLASSICAL)
    if kinds is None:
        raise ValueError("Expected networks and classical models. Received models of one kind.")
    return kinds


def tell_answer(study: list[Row], data: Path) -> str:
    """What the network and the classical model are right on, and what the test says.

    Of each kind it is the best on the validation images.
    """
    kinds = find_kinds(study, data)
    deep, classical, test = kinds["deep"]["best"], kinds["classical"]["best"], kinds["test"]
    names = [FULL_NAMES[row["model"]].partition(",")[0] for row in (deep, classical)]
    deep_name, classical_name = (name[0].lower() + name[1:] for name in names)
    told = {
        "beats": f"Yes: by {points(test['difference'])}",
        "ties": f"No: McNemar's test does not tell {points(test['difference'])} from chance",
        "loses": f"No: they are worse by {points(test['difference'])}",
    }
    return (
        f"**{told[kinds['verdict']]}** (95% interval {hundredfold(test['low'])} to "
        f"{hundredfold(test['high'])}). The best network on the validation images, a "
        f"{deep_name}, classifies {percent(deep['accuracy'])} of the {count(deep['images'])} test "
        f"images correctly after {seconds(deep['fit_seconds'])} of training; the best classical "
        f"model there, a {classical_name}, {percent(classical['accuracy'])} after "
        f"{seconds(classical['fit_seconds'])}."
    )


def describe(study: list[Row]) -> dict[str, list[str]]:
    """The columns of the table by their headings."""
    return {
        "model": [f"{FULL_NAMES[row['model']]} (`{row['model']}`)" for row in study],
        "test accuracy": [percent(row["accuracy"], 2) for row in study],
        "95% interval": [percent_range(row["accuracy_low"], row["accuracy_high"]) for row in study],
        "by one view": [
            "" if pd.isna(row["accuracy_one_view"]) else percent(row["accuracy_one_view"], 2)
            for row in study
        ],
        f"recall of {CLASS}": [percent(row["recall"]) for row in study],
        "parameters": [_large(row["parameters"]) for row in study],
        "training": [seconds(row["fit_seconds"]) for row in study],
        f"prediction of {count(study[0]['images'])}": [
            seconds(row["predict_seconds"]) for row in study
        ],
        "on disk": [megabytes(row["bytes"]) for row in study],
    }


def make_table(cells: dict[str, list[str]]) -> str:
    """The table in Markdown."""
    lines = [list(cells), ["---"] * len(cells), *zip(*cells.values(), strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _large(number: float) -> str:
    return f"{number / 1e6:.1f} million" if number >= 1e6 else count(number)


def tell_run(study: list[Row], data: Path) -> str:
    """The line that says with what the models were fitted and reported, which is one for all."""
    models = [row["model"] for row in study if row["model"] != model_names.ENSEMBLE]
    fits = {model: _read(data / "06_models" / model / "provenance.json") for model in models}
    made = compare_fits(fits, _read(data / "08_reporting/environment.json"))
    if made["differing"]:
        raise ValueError(
            "Expected models that were fitted and reported in one run. "
            f"Received several {', '.join(made['differing'])}: run `kedro run --everything`."
        )
    here = made["here"]
    return (
        f"Made by `make run` with seed {here['seed']} on {here['processor']}, {here['memory']}, "
        f"on {made['first'][:10]}, Python {here['Python']}, TensorFlow {here['tensorflow']}, "
        f"commit {here['commit']}."
    )


def _read(path: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def replace(page: str, text: str) -> str:
    """A page with another text between the two marks."""
    before, marked = page.split(BEGIN)
    _, after = marked.split(END)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"

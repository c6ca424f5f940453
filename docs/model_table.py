"""Writes the table of models into the README and docs/results.md, from the artifacts of one run."""

import json
from pathlib import Path

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.parameters import model_names
from fashion_mnist.report.findings import compare_fits
from fashion_mnist.report.render import count, megabytes, percent, seconds
from fashion_mnist.report.tables import Row

BEGIN, END = "<!-- table of models -->", "<!-- end -->"
CLASS = "Shirt"  # the hardest one
REMARKS = {
    "ensemble": ", of several of the others",
    "compact": ", the project's own residual network",
    "resnet": ", lightweight",
    "svm": ", RBF kernel",
}


def write_tables(project: Path) -> None:
    """Write the table and what it was made with into both pages, into the README with the picture.

    Raises:
        ValueError: the artifacts are of several runs.
    """
    study = read_study(project / "data")
    told = f"{make_table(study)}\n\n{tell_run(study, project / 'data')}"
    best = study[0]
    share = percent(best["accuracy"])
    shown = f"The first page of the report: {best['model']} is right on {share} of the test images"
    pages = {"docs/results.md": told, "README.md": f"{told}\n\n![{shown}](docs/report.png)"}
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


def make_table(study: list[Row]) -> str:
    """The table in Markdown."""
    cells = {
        "model": [f"`{row['model']}`{REMARKS.get(row['model'], '')}" for row in study],
        "test accuracy": [percent(row["accuracy"], 2) for row in study],
        "95% interval": [
            f"{100 * row['accuracy_low']:.1f}-{percent(row['accuracy_high'])}" for row in study
        ],
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

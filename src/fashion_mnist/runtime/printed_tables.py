"""The tables that a run prints at the end."""

import math
import os
from pathlib import Path

from kedro.io import DataCatalog
from kedro.pipeline import Pipeline
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from fashion_mnist.evaluation.predictions import percent, percent_range
from fashion_mnist.pictures.answers import confidence_label, count_confidence_labels, summarise
from fashion_mnist.pictures.reading import escape_unprintable
from fashion_mnist.report.render import megabytes, seconds
from fashion_mnist.report.summaries import describe_search
from kedro_incremental.datasets import find_place_of

SHOWN_TRIALS = 5  # of a search
UNLIKE = "unlike: not like the training images; the picture may show none of the classes"
CLASSIFIED = "classified: {} has no threshold from photographs, so it is never sure"


def print_tables(pipeline: Pipeline, catalog: DataCatalog) -> None:
    """Print the results of a search, of the models and of users' pictures, if a run made them."""
    made, console = pipeline.all_outputs(), Console(highlight=False, markup=False, emoji=False)
    if "search_trials" in made:
        print_trials(catalog, console)
    if "comparison" in made:
        print_comparison(catalog, console)
    if "pictures.answers" in made:
        print_answers(catalog, console)


def print_comparison(catalog: DataCatalog, console: Console) -> None:
    """Print the table of models, and the paths of the results."""
    table = Table("model", "accuracy", "95% interval", "fit", "predict", "size", box=SIMPLE)
    for column in table.columns:
        column.no_wrap, column.justify = True, "right"
    table.columns[0].justify = "left"
    for row in catalog.load("comparison").to_dict("records"):
        table.add_row(
            row["model"],
            percent(row["accuracy"], 2),
            percent_range(row["accuracy_low"], row["accuracy_high"]),
            seconds(row["fit_seconds"]),
            seconds(row["predict_seconds"]),
            megabytes(row["bytes"]),
        )
    console.print(table)
    console.print(f"Results: {_place(catalog, 'comparison').parent}  (the graph: make viz)")
    console.print(f"Report:  {_place(catalog, 'report')}")


def print_answers(catalog: DataCatalog, console: Console) -> None:
    """Print a line for each picture, the counts by confidence, and the path of the page."""
    headings = ("file", "answer", "probability", "remark")
    table = Table(*(Column(heading, overflow="fold") for heading in headings), box=SIMPLE)
    answers = catalog.load("pictures.answers")
    counts = count_confidence_labels(answers)
    for row in answers.to_dict("records"):
        if isinstance(row["reason"], str):
            cells = [row["file"], "", "", row["reason"]]
        else:
            label, answer = confidence_label(row), escape_unprintable(row["class"])
            remark = label if label in ("not sure", "unlike") else ""
            cells = [row["file"], answer, f"{row['probability']:.1%}", remark]
        table.add_row(*cells)
    console.print(table)
    console.print(summarise(counts))
    if "unlike" in counts:
        console.print(UNLIKE)
    if "classified" in counts:
        console.print(CLASSIFIED.format(answers["model"].iloc[0]))
    console.print(f"Page: {_place(catalog, 'pictures.page')}")


def print_trials(catalog: DataCatalog, console: Console) -> None:
    """Print the best trials: one half of validation ranks them, the other half scores them."""
    found = describe_search({"search_trials": catalog.load("search_trials")})
    if found is None:
        return
    table = Table("trial", "ranked by", "validation", "95% interval", "values", box=SIMPLE)
    for row in found["rows"][:SHOWN_TRIALS]:
        if isinstance(row["failed"], str):
            cells = ["failed", "", "", row["failed"]]
        else:
            accuracies = [percent(row[name], 2) for name in ("selection_accuracy", "accuracy")]
            values = [f"{path.rpartition('.')[2]} {_brief(row[path])}" for path in found["paths"]]
            cells = [*accuracies, percent_range(row["low"], row["high"]), ", ".join(values)]
        table.add_row(str(row["trial"]), *cells)
    console.print(table)
    console.print(f"Block:   {_place(catalog, 'search_best')}  (a block for conf/)")


def _brief(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "default" if math.isnan(value) else f"{value:.3g}"


def _place(catalog: DataCatalog, name: str) -> Path:
    """Return the path of a dataset's file, relative to the current folder if it is local."""
    path = find_place_of(catalog, name) or Path()
    return Path(os.path.relpath(path)) if isinstance(path, Path) else path

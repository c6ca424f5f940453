"""What a run prints: a line for each node that takes a while, and tables at its end."""

import logging
import math
import os
import time
from pathlib import Path
from typing import Any

from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from fashion_mnist.evaluation.predictions import percent, percent_range
from fashion_mnist.pictures.answers import count_verdicts, judge, summarise
from fashion_mnist.pictures.decoding import show
from fashion_mnist.report.render import megabytes, seconds
from fashion_mnist.report.summaries import describe_search
from kedro_incremental import plan
from kedro_incremental.datasets import find_place_of

SHOWN_TRIALS = 5  # of a search
UNLIKE = "unlike: not like what the model learned from; the answer means little"
log = logging.getLogger(__name__)


class Summary:
    """Ends a run that compares the models by showing how they compare."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Print the table of models, and where the results are."""
        if "comparison" not in pipeline.all_outputs():
            return
        table = Table("model", "accuracy", "95% interval", "fit", "predict", "size", box=SIMPLE)
        for column in table.columns:
            column.no_wrap, column.justify = True, "right"
        table.columns[0].justify = "left"
        for row in catalog.load("comparison").to_dict("records"):
            table.add_row(*self._format(row))
        console = Console()
        console.print(table)
        console.print(f"Results: {_place(catalog, 'comparison').parent}  (the graph: make viz)")
        console.print(f"Report:  {_place(catalog, 'report')}")

    def _format(self, row: dict[str, Any]) -> list[str]:
        return [
            row["model"],
            percent(row["accuracy"], 2),
            percent_range(row["accuracy_low"], row["accuracy_high"]),
            seconds(row["fit_seconds"]),
            seconds(row["predict_seconds"]),
            megabytes(row["bytes"]),
        ]


class Answers:
    """Ends a run that classified pictures by telling the answers."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Print a line for each picture, how many are sure, and where to see more."""
        if "pictures.answers" not in pipeline.all_outputs():
            return
        headings = ("file", "answer", "probability", "remark")
        table = Table(*(Column(heading, overflow="fold") for heading in headings), box=SIMPLE)
        answers = catalog.load("pictures.answers")
        counts = count_verdicts(answers)
        for row in answers.to_dict("records"):
            table.add_row(*map(Text, self._format(row)))  # no markup is looked for in a Text
        console = Console()
        console.print(table)
        console.print(summarise(counts), highlight=False)
        if counts["unlike"]:
            console.print(UNLIKE, highlight=False)
        console.print(f"Page: {_place(catalog, 'pictures.page')}")

    def _format(self, row: dict[str, Any]) -> list[str]:
        if isinstance(row["reason"], str):
            return [row["file"], "", "", row["reason"]]
        verdict = judge(row)
        remark = "" if verdict == "sure" else verdict
        return [row["file"], show(row["class"]), f"{row['probability']:.1%}", remark]


class Trials:
    """Ends a search of parameters with a table of its best trials."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Print the trials that one half of validation ranks best, and what the other half says."""
        if "search_trials" not in pipeline.all_outputs():
            return
        found = describe_search({"search_trials": catalog.load("search_trials")})
        if found is None:
            return
        table = Table("trial", "ranked by", "validation", "95% interval", "values", box=SIMPLE)
        for row in found["rows"][:SHOWN_TRIALS]:
            table.add_row(*self._format(row, found["paths"]))
        console = Console()
        console.print(table)
        console.print(f"Block:   {_place(catalog, 'search_best')}  (a block for conf/)")

    def _format(self, row: dict[str, Any], paths: list[str]) -> list[str]:
        if isinstance(row["failed"], str):
            return [str(row["trial"]), "failed", "", "", row["failed"]]
        ranked_by, told = percent(row["selection_accuracy"], 2), percent(row["accuracy"], 2)
        interval = percent_range(row["low"], row["high"])
        values = ", ".join(f"{path.rpartition('.')[2]} {_brief(row[path])}" for path in paths)
        return [str(row["trial"]), ranked_by, told, interval, values]


def _brief(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "as by default" if math.isnan(value) else f"{value:.3g}"


def _place(catalog: DataCatalog, name: str) -> Path:
    """The path of a dataset's file, of a local one from the current folder."""
    path = find_place_of(catalog, name) or Path()
    return Path(os.path.relpath(path)) if isinstance(path, Path) else path


class Progress:
    """Logs one line for each node that takes a while, when it is done, and its place in the run."""

    a_while = 1.0  # seconds

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Number the nodes."""
        nodes = plan(pipeline, catalog).pipeline.nodes
        self._places = {node.name: place for place, node in enumerate(nodes, start=1)}

    @hook_impl
    def before_node_run(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    @hook_impl
    def after_node_run(self, node: Node) -> None:
        """Log the node and its seconds."""
        duration = time.perf_counter() - self._start
        if duration >= self.a_while:
            place, total = self._places[node.name], len(self._places)
            log.info("[%d/%d] %s: %s", place, total, node.name, seconds(duration))

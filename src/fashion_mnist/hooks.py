"""What the project adds to every run: checks before it, an index and a summary after it."""

import logging
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.framework.project import pipelines
from kedro.io import AbstractVersionedDataset, DataCatalog, DatasetError
from kedro.pipeline import Pipeline
from kedro.pipeline.node import Node
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fashion_mnist.availability import select_available
from fashion_mnist.pipeline_registry import ON_REQUEST
from fashion_mnist.report.render import megabytes, seconds

log = logging.getLogger(__name__)


class ParameterCheck:
    """Stops a run whose parameters are wrong."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Check every block, whichever pipeline runs."""
        from fashion_mnist.checks import check_parameters  # which imports scikit-learn

        check_parameters(context.config_loader["parameters"])


class InputCheck:
    """Stops a run whose inputs have not been made yet."""

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Look for each input, be it raw or made by another pipeline."""
        missing = {
            name
            for name in select_available(pipeline, catalog).inputs()
            if not name.startswith("param") and not self._is_obtainable(catalog, name)
        }
        absences = [
            absence
            for name in sorted(missing)
            if (absence := getattr(catalog[name], "absence", None))
        ]
        if absences:
            raise DatasetError("\n".join(absences))
        if missing:
            raise DatasetError(self._explain(missing, catalog))

    def _is_obtainable(self, catalog: DataCatalog, name: str) -> bool:
        dataset = catalog.get(name)
        return dataset is None or bool(getattr(dataset, "_sources", None)) or dataset.exists()

    def _explain(self, missing: set[str], catalog: DataCatalog) -> str:
        pipelines.set_requested(None)
        by_pipeline = defaultdict(list)
        for name, pipeline in sorted(pipelines.items()):
            for dataset in sorted(missing & pipeline.all_outputs()):
                if name != "__default__":
                    by_pipeline[name].append(dataset)
        if raw := missing.difference(*by_pipeline.values()):
            return self._explain_raw(raw, catalog)
        # What is made on request may be missing, unless there is nothing else to be asked for.
        asked = [name for name in by_pipeline if name not in ON_REQUEST] or list(by_pipeline)
        lines = "\n".join(f"  {name}: {', '.join(by_pipeline[name])}" for name in asked)
        return (
            "Inputs of this run have not been made yet. By the pipeline that makes them:\n"
            f"{lines}\nRun these first: kedro run --pipelines={','.join(asked)}"
        )

    def _explain_raw(self, missing: set[str], catalog: DataCatalog) -> str:
        lines = "\n".join(f"  {name}: {self._place(catalog[name])}" for name in sorted(missing))
        return (
            f"The catalog names raw data that are not there:\n{lines}\n"
            "Place them there, or correct their paths in conf/."
        )

    def _place(self, dataset: Any) -> Any:
        return os.path.relpath(dataset._filepath) if hasattr(dataset, "_filepath") else dataset


class Progress:
    """Logs one line for each node that takes a while, when it is done."""

    a_while = 1.0  # seconds

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Count the nodes and say how many there are."""
        self._total, self._done = len(select_available(pipeline, catalog).nodes), 0
        log.info("Running %d node%s", self._total, "s" if self._total > 1 else "")

    @hook_impl
    def before_node_run(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    @hook_impl
    def after_node_run(self, node: Node) -> None:
        """Log the node and its seconds."""
        self._done += 1
        duration = time.perf_counter() - self._start
        if duration >= self.a_while:
            log.info("[%d/%d] %s: %s", self._done, self._total, node.name, seconds(duration))


class ArtifactIndex:
    """Keeps the dataset `artifact_index` up to date."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Describe every output of the run that is on disk."""
        from fashion_mnist.artifacts import Artifact, update_index  # which imports pandas

        artifacts = [
            Artifact(**located)
            for node in pipeline.nodes
            for name in node.outputs
            if (located := self._locate(name, node, catalog))
        ]
        index = catalog.load("artifact_index") if catalog.exists("artifact_index") else None
        catalog.save("artifact_index", update_index(index, artifacts))

    def _locate(self, name: str, node: Node, catalog: DataCatalog) -> dict[str, str] | None:
        dataset = catalog.get(name)
        if not isinstance(dataset, AbstractVersionedDataset) or not dataset.exists():
            return None
        return {
            "name": name.partition("@")[0],
            "type": type(dataset).__name__,
            "path": os.path.relpath(dataset._get_load_path()),
            "pipeline": ",".join(sorted(node.tags)),
            "node": node.name,
        }


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
        folder = Path(catalog["comparison"]._filepath).parent  # type: ignore[attr-defined]
        console.print(f"Results: {os.path.relpath(folder)}  (the graph: make viz)")
        console.print(f"Report:  {os.path.relpath(folder / 'report.html')}")

    def _format(self, row: dict[str, Any]) -> list[str]:
        return [
            row["model"],
            f"{row['accuracy']:.2%}",
            f"{row['accuracy_low']:.1%}-{row['accuracy_high']:.1%}",
            seconds(row["fit_seconds"]),
            seconds(row["predict_seconds"]),
            megabytes(row["bytes"]),
        ]


class Answers:
    """Ends a run that classified pictures by telling the answers."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Print a line for each picture, and where to see more."""
        if "pictures.answers" not in pipeline.all_outputs():
            return
        table = Table("file", "answer", "probability", "remark", box=SIMPLE)
        for row in catalog.load("pictures.answers").to_dict("records"):
            table.add_row(*self._format(row))
        console = Console()
        console.print(table)
        page = Path(catalog["pictures.page"]._filepath)  # type: ignore[attr-defined]
        console.print(f"Page: {os.path.relpath(page)}")

    def _format(self, row: dict[str, Any]) -> list[str]:
        if isinstance(row["reason"], str):
            return [escape(row["file"]), "", "", escape(row["reason"])]
        doubts = {"unlike the training images": not row["familiar"], "not sure": not row["sure"]}
        remark = next((doubt for doubt, applies in doubts.items() if applies), "")
        return [escape(row["file"]), row["class"], f"{row['probability']:.1%}", remark]


HOOKS = (Answers(), Summary(), ArtifactIndex(), Progress(), InputCheck(), ParameterCheck())

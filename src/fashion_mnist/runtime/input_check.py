"""The check that all inputs of a run exist."""

import os

from kedro.framework.project import pipelines
from kedro.io import DataCatalog, DatasetError
from kedro.pipeline import Pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.accuracy import PictureAccuracy, find_kinds
from fashion_mnist.pipelines import ON_REQUEST
from kedro_incremental import Plan, plan
from kedro_incremental.datasets import find_place_of
from kedro_incremental.errors import kedro_command
from kedro_incremental.plan import is_there


def check_inputs(pipeline: Pipeline, catalog: DataCatalog) -> None:
    """Check that all inputs exist, raw data and other pipelines' outputs.

    Raises:
        DatasetError: an input is missing.
        InputError: a folder of pictures to score has an unknown kind.
    """
    if "pictures" in pipeline.inputs():
        catalog.exists("pictures")  # refuses a folder that holds everything on this machine
    found = plan(pipeline, catalog)
    required = found.missing | _find_required(pipeline, found, catalog)
    missing = {
        name
        for name, dataset in ((name, catalog.get(name)) for name in required)
        if dataset and not getattr(dataset, "sources", None) and not dataset.exists()
    }
    if missing:
        absences = (getattr(catalog[name], "absence", None) for name in sorted(missing))
        raise DatasetError("\n".join(filter(None, absences)) or _explain(missing, catalog))
    if {"pictures", "params:picture_accuracy"} <= pipeline.inputs():
        # Refuse folders of unknown kinds before their pictures are classified.
        options = PictureAccuracy.model_validate(catalog.load("params:picture_accuracy"))
        find_kinds(catalog.load("pictures"), catalog.load("params:classes"), options.folders)


def _find_required(pipeline: Pipeline, found: Plan, catalog: DataCatalog) -> set[str]:
    """Return the missing inputs that the run needs to produce a result.

    A run leaves out the nodes of models that have not been run. It produces no result if no node of
    a model remains, or if only left-out nodes would use the outputs of a remaining node that is not
    for the report.
    """
    of_model = {*model_names.NAMES, "each", "photographs"}
    kept = {name.partition(".")[0] for node in found.pipeline.nodes for name in node.inputs}
    consumers = [node for node in pipeline.nodes if node.name in found.left_out]
    if kept & of_model:
        final = pipeline.outputs()
        unused = found.pipeline.outputs() - final
        useless: set[str] = set()
        for node in found.pipeline.nodes:
            taken = {*node.outputs} - final
            if "reporting" not in node.tags and unused.issuperset(taken):
                useless |= taken
        consumers = [node for node in consumers if useless & {*node.inputs}]
    inputs = pipeline.inputs().intersection(name for node in consumers for name in node.inputs)
    return {name for name in inputs if not is_there(catalog, name)}


def _explain(missing: set[str], catalog: DataCatalog) -> str:
    pipelines.set_requested(None)
    by_pipeline: dict[str, list[str]] = {}
    for name, pipeline in sorted(pipelines.items()):
        outputs = {output.partition("@")[0] for output in pipeline.all_outputs()}
        # `each.X` stands for the X of every model.
        outputs |= {f"each.{output.partition('.')[2]}" for output in outputs}
        made = sorted(dataset for dataset in missing if dataset.partition("@")[0] in outputs)
        if made and name != "__default__":
            by_pipeline[name] = made
    if raw := sorted(missing.difference(*by_pipeline.values())):
        places = {name: find_place_of(catalog, name) or catalog[name] for name in raw}
        lines = "\n".join(
            f"  {name}: {os.path.relpath(place) if isinstance(place, os.PathLike) else place}"
            for name, place in places.items()
        )
        return (
            f"The catalog names raw data that are not there:\n{lines}\n"
            "Place them there, or correct their paths in conf/."
        )
    # Pipelines on request are optional, so name them only if no other pipeline makes an input.
    advised = [name for name in by_pipeline if name not in ON_REQUEST] or list(by_pipeline)
    lines = "\n".join(f"  {name}: {', '.join(by_pipeline[name])}" for name in advised)
    return (
        "Inputs of this run have not been made yet. By the pipeline that makes them:\n"
        f"{lines}\nRun these first: {kedro_command('run')} --pipelines={','.join(advised)}"
    )

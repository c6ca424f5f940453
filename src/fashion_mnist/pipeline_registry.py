"""The project's pipelines: the folders of `pipelines/`; by default all but those on request."""

import warnings

import click
from kedro.framework.project import find_pipelines
from kedro.pipeline import Pipeline

from fashion_mnist.pipelines import ON_REQUEST, find_names


def register_pipelines() -> dict[str, Pipeline]:
    """Map each pipeline's name to the pipeline; only those that a run asks for are imported."""
    with warnings.catch_warnings():
        # Kedro suspects a slip wherever a node reads a dataset of another namespace.
        warnings.filterwarnings("ignore", "One or more dataset names contain '.'")
        pipelines = _find_pipelines()
    by_default = (pipeline for name, pipeline in pipelines.items() if name not in ON_REQUEST)
    pipelines["__default__"] = sum(by_default, Pipeline([]))
    return pipelines


def _find_pipelines() -> dict[str, Pipeline]:
    try:
        return find_pipelines(raise_errors=True)
    except (ImportError, KeyError) as error:
        if error.__cause__:  # a mistake in a pipeline's code
            raise
        raise click.ClickException(
            f"Expected a pipeline: {', '.join(find_names())}. Received another name."
        ) from error

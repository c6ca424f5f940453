"""The project's pipelines, one per folder of `pipelines/`; some run only on request."""

import warnings

import click
from kedro.framework.project import find_pipelines
from kedro.pipeline import Pipeline

from fashion_mnist.pipelines import ON_REQUEST, find_names


def register_pipelines() -> dict[str, Pipeline]:
    """Map names to pipelines; import only the pipelines that a run requests."""
    with warnings.catch_warnings():
        # Kedro warns of nodes that read a dataset of another namespace, which is intended here.
        warnings.filterwarnings("ignore", "One or more dataset names contain '.'")
        try:
            pipelines = find_pipelines(raise_errors=True)
        except (ImportError, KeyError) as error:
            if error.__cause__:  # an error in a pipeline's code
                raise
            raise click.ClickException(
                f"Expected a pipeline: {', '.join(find_names())}. Received another name."
            ) from error
    by_default = (pipeline for name, pipeline in pipelines.items() if name not in ON_REQUEST)
    pipelines["__default__"] = sum(by_default, Pipeline([]))
    return pipelines

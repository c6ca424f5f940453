"""The project's pipelines: the folders of `pipelines/`; by default all but those on request."""

import warnings

from kedro.framework.project import find_pipelines
from kedro.pipeline import Pipeline

ON_REQUEST = ("ablation", "depth", "explanation", "robust", "robustness", "seeds")


def register_pipelines() -> dict[str, Pipeline]:
    """Map each pipeline's name to the pipeline; only those that a run asks for are imported."""
    with warnings.catch_warnings():
        # Kedro suspects a slip wherever a node reads a dataset of another namespace.
        warnings.filterwarnings("ignore", "One or more dataset names contain '.'")
        pipelines = find_pipelines(raise_errors=True)
    by_default = (pipeline for name, pipeline in pipelines.items() if name not in ON_REQUEST)
    pipelines["__default__"] = sum(by_default, Pipeline([]))
    return pipelines

"""The project's pipelines, one for each folder of `pipelines/`."""

import warnings

from kedro.framework.project import find_pipelines
from kedro.pipeline import Pipeline


def register_pipelines() -> dict[str, Pipeline]:
    """Map names to pipelines; `__default__` is all of them."""
    with warnings.catch_warnings():
        # Kedro warns of nodes that read a dataset of another namespace, which is intended here.
        warnings.filterwarnings("ignore", "One or more dataset names contain '.'")
        pipelines: dict[str, Pipeline] = find_pipelines(raise_errors=True)
        return pipelines | {"__default__": sum(pipelines.values(), Pipeline([]))}

"""Runs the nodes of a pipeline on the workers of a Dask cluster; data pass through files."""

from kedro_incremental.dask.runner import DaskRunner

__all__ = ["DaskRunner"]

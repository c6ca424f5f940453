"""A runner for Dask clusters, which passes data between nodes through files."""

from kedro_incremental.dask.runner import DaskRunner

__all__ = ["DaskRunner"]

"""Runs the nodes of a pipeline on the workers of a Dask cluster.

But for `runner`, nothing here knows this project: the package serves any Kedro project whose
datasets are files that all workers see.
"""

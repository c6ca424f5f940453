"""Values to save, for each type of dataset in the catalog."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

NETWORK = "tensorflow.TensorFlowModelDataset"
# Two different values for each type.
VALUES = {
    "fashion_mnist.datasets.NumpyDataset": (np.arange(3), np.arange(1000)),
    "json.JSONDataset": ({"a": 1}, {"a": 2}),
    "pandas.CSVDataset": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
    "pandas.ParquetDataset": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
    "pickle.PickleDataset": ([1], [2]),
    "plotly.JSONDataset": (go.Figure(go.Bar(y=[1])), go.Figure(go.Bar(y=[2]))),
    "text.TextDataset": ("one", "two"),
}
TYPES = [*VALUES, pytest.param(NETWORK, marks=pytest.mark.slow)]


def two_values(kind):
    """Return two different values for a type of dataset."""
    return _make_networks() if kind == NETWORK else VALUES[kind]


def save_in_threads(catalog, n_threads, n_times):
    """Let threads save constant arrays to the dataset `a`; return its distinct values after."""
    assert catalog["a"]
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(lambda n: catalog.save("a", np.full(10_000, n)), range(n_times)))
    return np.unique(catalog.load("a"))


def _make_networks():
    from fashion_mnist.networks.backend import keras

    return [keras.Sequential([keras.Input((2,)), keras.layers.Dense(n)]) for n in (1, 2)]

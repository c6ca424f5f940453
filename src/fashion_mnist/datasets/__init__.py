"""The Kedro datasets and the catalog that the project adds."""

from fashion_mnist.datasets.catalog import AtomicCatalog
from fashion_mnist.datasets.environment import EnvironmentDataset
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.npy import NumpyDataset
from fashion_mnist.datasets.size import FileSizeDataset

__all__ = ["AtomicCatalog", "EnvironmentDataset", "FileSizeDataset", "IDXDataset", "NumpyDataset"]

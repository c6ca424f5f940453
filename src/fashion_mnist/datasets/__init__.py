"""The Kedro datasets that the project adds."""

from fashion_mnist.datasets.each_model import EachModelDataset
from fashion_mnist.datasets.environment import EnvironmentDataset
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.npy import NumpyDataset
from fashion_mnist.datasets.pictures import PicturesDataset
from fashion_mnist.datasets.size import FileSizeDataset

__all__ = [
    "EachModelDataset",
    "EnvironmentDataset",
    "FileSizeDataset",
    "IDXDataset",
    "NumpyDataset",
    "PicturesDataset",
]

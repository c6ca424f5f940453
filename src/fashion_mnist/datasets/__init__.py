"""The Kedro datasets that the project adds."""

from fashion_mnist.datasets.each_model import EachModelDataset
from fashion_mnist.datasets.environment import EnvironmentDataset
from fashion_mnist.datasets.folder import ImageFolderDataset
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.npy import NumpyDataset
from fashion_mnist.datasets.npz import NpzDataset
from fashion_mnist.datasets.pictures import PicturesDataset
from fashion_mnist.datasets.size import FileSizeDataset

__all__ = [
    "EachModelDataset",
    "EnvironmentDataset",
    "FileSizeDataset",
    "IDXDataset",
    "ImageFolderDataset",
    "NpzDataset",
    "NumpyDataset",
    "PicturesDataset",
]

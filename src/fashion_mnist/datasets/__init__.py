"""The project's Kedro datasets, which alone read and write files."""

from fashion_mnist.datasets.arrays import (
    ArrayValidator,
    NpzDataset,
    NumpyDataset,
    ScaledImagesDataset,
)
from fashion_mnist.datasets.environment import EnvironmentDataset
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.image_folder import ImageFolderDataset
from fashion_mnist.datasets.models import FileSizeDataset, NetworkDataset
from fashion_mnist.datasets.photographs import PhotographPartsDataset, PhotographsDataset
from fashion_mnist.datasets.pictures import AnswersDataset, PicturesDataset, ReleasedNetworkDataset

__all__ = [
    "AnswersDataset",
    "ArrayValidator",
    "EnvironmentDataset",
    "FileSizeDataset",
    "IDXDataset",
    "ImageFolderDataset",
    "NetworkDataset",
    "NpzDataset",
    "NumpyDataset",
    "PhotographPartsDataset",
    "PhotographsDataset",
    "PicturesDataset",
    "ReleasedNetworkDataset",
    "ScaledImagesDataset",
]

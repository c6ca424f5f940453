"""The project's Kedro datasets, which alone read and write files."""

from fashion_mnist.datasets.arrays import NpzDataset as NpzDataset
from fashion_mnist.datasets.arrays import NumpyDataset as NumpyDataset
from fashion_mnist.datasets.arrays import ScaledImagesDataset as ScaledImagesDataset
from fashion_mnist.datasets.environment import EnvironmentDataset as EnvironmentDataset
from fashion_mnist.datasets.idx import IDXDataset as IDXDataset
from fashion_mnist.datasets.image_folder import ImageFolderDataset as ImageFolderDataset
from fashion_mnist.datasets.models import FileSizeDataset as FileSizeDataset
from fashion_mnist.datasets.models import NetworkDataset as NetworkDataset
from fashion_mnist.datasets.photographs import PhotographPartsDataset as PhotographPartsDataset
from fashion_mnist.datasets.photographs import PhotographsDataset as PhotographsDataset
from fashion_mnist.datasets.photographs import (
    ProductPhotographsDataset as ProductPhotographsDataset,
)
from fashion_mnist.datasets.pictures import AnswersDataset as AnswersDataset
from fashion_mnist.datasets.pictures import PicturesDataset as PicturesDataset
from fashion_mnist.datasets.pictures import ReleasedNetworkDataset as ReleasedNetworkDataset

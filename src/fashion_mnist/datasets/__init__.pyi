from .environment import EnvironmentDataset as EnvironmentDataset
from .idx import IDXDataset as IDXDataset
from .image_folder import ImageFolderDataset as ImageFolderDataset
from .npy import NumpyDataset as NumpyDataset
from .npz import NpzDataset as NpzDataset
from .pictures import PicturesDataset as PicturesDataset
from .size import FileSizeDataset as FileSizeDataset
from .validators import ArrayValidator as ArrayValidator

"""These fail where another version of Kedro keeps these things elsewhere."""

import pytest
from fsspec.implementations.local import LocalFileSystem
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from kedro.io import MemoryDataset, Version
from kedro.runner import SequentialRunner, ThreadRunner
from kedro_datasets.json import JSONDataset
from kedro_datasets.pandas import CSVDataset, ParquetDataset
from kedro_datasets.pickle import PickleDataset
from kedro_datasets.plotly import JSONDataset as FigureDataset
from kedro_datasets.text import TextDataset
from projects import PROJECT

from fashion_mnist.datasets import NumpyDataset
from fashion_mnist.runtime import kedro_internals
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog

TYPES = [CSVDataset, FigureDataset, JSONDataset, NumpyDataset, ParquetDataset, PickleDataset]
TYPES += [TextDataset]


@pytest.mark.parametrize("dataset_type", TYPES, ids=lambda kind: kind.__name__)
def test_every_kind_of_artifact_has_a_path_and_a_file_system(tmp_path, dataset_type):
    dataset = dataset_type(filepath=str(tmp_path / "file"))
    assert kedro_internals.path_of(dataset) == tmp_path / "file"
    assert isinstance(kedro_internals.file_system_of(dataset), LocalFileSystem)


def test_a_dataset_in_memory_has_neither():
    assert kedro_internals.path_of(MemoryDataset(1)) is None
    assert kedro_internals.file_system_of(MemoryDataset(1)) is None


def test_a_versioned_dataset_is_saved_to_a_folder_of_its_name(tmp_path):
    dataset = NumpyDataset(filepath=str(tmp_path / "a.npy"), version=Version(None, "v1"))
    assert kedro_internals.path_of(dataset) == tmp_path / "a.npy"
    assert kedro_internals.save_path_of(dataset) == tmp_path / "a.npy/v1/a.npy"


def test_a_dataset_in_a_store_has_an_address_there():
    dataset = NumpyDataset(filepath="memory:///folder/a.npy")
    path = kedro_internals.path_of(dataset)
    assert str(path) == "memory://folder/a.npy"
    assert str(path.parent) == "memory://folder"


@pytest.mark.parametrize("is_async", [True, False])
def test_a_runner_says_whether_it_is_asynchronous(is_async):
    assert kedro_internals.is_asynchronous(SequentialRunner(is_async)) is is_async
    assert kedro_internals.is_asynchronous(ThreadRunner()) is False


@pytest.mark.filterwarnings("ignore:Accessing the 'model_fields':DeprecationWarning")  # Kedro's
def test_a_context_gives_a_catalog_of_the_projects_type():
    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT) as session:
        catalog = kedro_internals.make_catalog(session.load_context())
    assert type(catalog) is AtomicCatalog
    assert "params:seed" in catalog

import numpy as np
import pytest
from kedro.io import DatasetError, MemoryDataset
from kedro_datasets.json import JSONDataset

from fashion_mnist.datasets import NumpyDataset
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog


def test_data_are_saved(tmp_path):
    catalog = AtomicCatalog({"a": NumpyDataset(filepath=str(tmp_path / "a.npy"))})
    catalog.save("a", np.arange(3))
    np.testing.assert_array_equal(catalog.load("a"), [0, 1, 2])


def test_datasets_without_a_file_are_saved_too():
    catalog = AtomicCatalog({"a": MemoryDataset()})
    catalog.save("a", 1)
    assert catalog.load("a") == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_save_that_breaks_off_leaves_the_earlier_file(tmp_path, monkeypatch, error):
    path = tmp_path / "a.npy"
    catalog = AtomicCatalog({"a": NumpyDataset(filepath=str(path))})
    catalog.save("a", np.arange(3))

    def break_off(file, *_, **__):
        file.write(b"half")
        raise error

    monkeypatch.setattr(np, "save", break_off)
    with pytest.raises((error, DatasetError)):
        catalog.save("a", np.arange(1000))
    np.testing.assert_array_equal(catalog.load("a"), [0, 1, 2])
    assert [file.name for file in tmp_path.iterdir()] == ["a.npy"]


def test_a_save_that_breaks_off_leaves_no_new_file(tmp_path):
    path = tmp_path / "a.json"
    catalog = AtomicCatalog({"a": JSONDataset(filepath=str(path))})
    with pytest.raises(Exception, match="not JSON serializable"):
        catalog.save("a", {"good": 1, "bad": object()})
    assert list(tmp_path.iterdir()) == []


def test_what_a_run_does_without_is_none():
    catalog = AtomicCatalog({"a": MemoryDataset(1), "b": MemoryDataset()})
    catalog.absent = frozenset({"b"})
    assert (catalog.load("a"), catalog.load("b")) == (1, None)

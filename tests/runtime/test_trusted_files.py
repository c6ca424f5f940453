import pickle
import shutil

import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.changes.dataset_files import look_at
from fashion_mnist.runtime.trusted_files import check_pickles, is_pickled, trust


class Evil:
    """Fails the test if it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("a foreign pickle was opened",)


@pytest.fixture
def catalog(tmp_path):
    return make_catalog(tmp_path)


def make_catalog(tmp_path):
    return AtomicCatalog.from_config(
        {
            "svm.model": {"type": "pickle.PickleDataset", "filepath": f"{tmp_path}/svm/m.pickle"},
            "each.model": {
                "type": "partitions.PartitionedDataset",
                "path": str(tmp_path),
                "dataset": {"type": "pickle.PickleDataset"},
                "filename_suffix": "/m.pickle",
            },
            "table": {"type": "json.JSONDataset", "filepath": f"{tmp_path}/table.json"},
            "node_records": {
                "type": "fashion_mnist.datasets.RecordsDataset",
                "path": f"{tmp_path}/.records",
            },
        }
    )


def test_what_was_saved_here_is_loaded(catalog):
    catalog.save("svm.model", [1])
    assert catalog.load("svm.model") == [1]
    assert catalog.load("each.model")["svm"]() == [1]
    catalog.save("table", 1)
    assert catalog.load("table") == 1


@pytest.mark.parametrize("name", ["svm.model", "each.model"])
def test_a_replaced_pickle_is_not_opened(catalog, tmp_path, name):
    catalog.save("svm.model", [1])
    (tmp_path / "svm/m.pickle").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(InputError, match=r"not opened.*kedro accept .*svm/m.pickle"):
        catalog.load(name)


def test_a_pickle_from_elsewhere_is_loaded_once_it_is_accepted(catalog, tmp_path):
    (tmp_path / "svm").mkdir()
    path = tmp_path / "svm/m.pickle"
    path.write_bytes(pickle.dumps([2]))
    with pytest.raises(InputError):
        check_pickles(catalog, "svm.model")
    trust(catalog, str(path), look_at(path))
    assert catalog.load("svm.model") == [2]
    path.write_bytes(pickle.dumps([3]))
    with pytest.raises(InputError):
        catalog.load("svm.model")


def test_in_a_project_that_was_moved_the_last_one_saved_counts(catalog, tmp_path):
    catalog.save("svm.model", [1])
    for place in ("b", "a"):
        moved = tmp_path.with_name(f"{tmp_path.name}-{place}")
        shutil.copytree(tmp_path, moved)
        catalog = make_catalog(moved)
        assert catalog.load("svm.model") == [1]
        catalog.save("svm.model", [2])
        assert catalog.load("svm.model") == [2]


def test_entries_of_pickles_are_told_from_others():
    assert is_pickled({"type": "kedro_datasets.pickle.PickleDataset"})
    assert is_pickled({"type": "partitions.PartitionedDataset", "dataset": "pickle.PickleDataset"})
    assert not is_pickled({"type": "partitions.PartitionedDataset", "dataset": "json.JSONDataset"})
    assert not is_pickled({})

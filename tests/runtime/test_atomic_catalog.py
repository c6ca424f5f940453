"""Whatever goes wrong while a dataset of any type is saved, the earlier file stays as it was."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from artifacts import TYPES, save_in_threads, two_values
from kedro.io import DataCatalog, DatasetError, MemoryDataset

from fashion_mnist.runtime.atomic_catalog import (
    PARTIAL,
    AtomicCatalog,
    remove_partial_files,
    whole_or_not,
)

# Keras's, of NumPy arrays that it writes.
pytestmark = [
    pytest.mark.fault,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


@pytest.fixture(params=TYPES)
def saved(request, tmp_path):
    """A catalog in which a value has been saved, the path of its file, and another value."""
    path = tmp_path / "data/file.keras"
    entry = {"type": request.param, "filepath": str(path)}
    catalog = AtomicCatalog.from_config({"a": entry})
    first, second = two_values(request.param)
    catalog.save("a", first)
    return catalog, path, second


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_data_are_saved_and_saved_again(saved):
    catalog, path, second = saved
    before = path.read_bytes()
    catalog.save("a", second)
    assert path.read_bytes() != before
    assert files_in(path.parent) == [path.name]
    assert catalog.load("a") is not None


FAULTS = {
    "an interrupt": KeyboardInterrupt(),
    "a full disk": OSError(28, "No space left on device"),
    "an error": ValueError("unknown"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_earlier_file(saved, monkeypatch, fault):
    catalog, path, second = saved
    before = path.read_bytes()
    kind = type(catalog["a"])
    whole = kind.save.__wrapped__ if hasattr(kind.save, "__wrapped__") else kind.save

    def break_off(self, data):
        whole(self, data)
        file = next(path.parent.glob(f"{PARTIAL}*"))
        file.write_bytes(file.read_bytes()[:2])
        raise FAULTS[fault]

    monkeypatch.setattr(kind, "save", break_off)
    with pytest.raises((type(FAULTS[fault]), DatasetError)):
        catalog.save("a", second)
    assert path.read_bytes() == before
    assert files_in(path.parent) == [path.name]


@pytest.mark.parametrize("place", ["elsewhere", "missing"])
def test_it_does_not_matter_where_temporary_files_are(saved, monkeypatch, tmp_path, place):
    catalog, path, second = saved
    if place == "elsewhere":
        (tmp_path / place).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / place))
    monkeypatch.setattr("tempfile.tempdir", None)
    catalog.save("a", second)
    assert files_in(path.parent) == [path.name]


def test_a_read_only_folder_is_told(tmp_path):
    (tmp_path / "a").write_text("a file in the place of a folder")
    entry = {"type": "json.JSONDataset", "filepath": f"{tmp_path}/a/b.json"}
    with pytest.raises(OSError, match="a"):
        AtomicCatalog.from_config({"b": entry}).save("b", 1)


def test_threads_lose_no_file(tmp_path):
    names = [f"n{number}" for number in range(200)]
    kind = "fashion_mnist.datasets.NumpyDataset"
    catalog = AtomicCatalog.from_config(
        {name: {"type": kind, "filepath": f"{tmp_path}/{name}.npy"} for name in names}
    )
    for name in names:
        assert catalog[name]
    barrier = threading.Barrier(8)

    def save(name):
        if name in names[:8]:
            barrier.wait()
        catalog.save(name, np.full(100, int(name[1:])))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, names))
    assert all((catalog.load(name) == int(name[1:])).all() for name in names)


def test_one_file_that_several_threads_save_is_whole(tmp_path):
    entry = {"type": "fashion_mnist.datasets.NumpyDataset", "filepath": f"{tmp_path}/a.npy"}
    catalog = AtomicCatalog.from_config({"a": entry})
    assert len(save_in_threads(catalog, 8, 50)) == 1
    assert files_in(tmp_path) == ["a.npy"]


def test_a_version_is_whole_or_not_there(tmp_path):
    entry = {"type": "json.JSONDataset", "filepath": f"{tmp_path}/a.json", "versioned": True}
    catalog = AtomicCatalog.from_config({"a": entry}, save_version="v1")
    catalog.save("a", {"n": 1})
    assert (tmp_path / "a.json/v1/a.json").exists()
    assert AtomicCatalog.from_config({"a": entry}).load("a") == {"n": 1}
    broken = AtomicCatalog.from_config({"a": entry}, save_version="v2")
    with pytest.raises(DatasetError):
        broken.save("a", {"n": object()})
    assert AtomicCatalog.from_config({"a": entry}).load("a") == {"n": 1}


def test_datasets_without_a_file_are_saved_too():
    catalog = AtomicCatalog({"a": MemoryDataset()})
    catalog.save("a", 1)
    assert catalog.load("a") == 1


def test_what_a_run_does_without_is_none():
    catalog = AtomicCatalog({"a": MemoryDataset(1), "b": MemoryDataset()})
    catalog.absent = frozenset({"b"})
    assert (catalog.load("a"), catalog.load("b")) == (1, None)


def leave(folder, process, name="file.npy"):
    """A file as a process leaves it that is killed while saving."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PARTIAL}{process}-0123abcd-{name}"
    path.write_text("half")
    return path


@pytest.fixture(scope="module")
def gone():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_killed_runs_left_is_removed_where_the_catalog_has_files(tmp_path, gone):
    kind = "fashion_mnist.datasets.NumpyDataset"
    paths = {"a": "03/a.npy", "{part}.b": "05/{part}/b.npy", "c": "c.npy", "d": "../d.npy"}
    catalog = AtomicCatalog.from_config(
        {n: {"type": kind, "filepath": f"{tmp_path}/data/{path}"} for n, path in paths.items()}
    )
    data = tmp_path / "data"
    left = [leave(place, gone) for place in (data, data / "03", data / "05/x/y")]
    mine = leave(data / "05", os.getpid())  # in a container, every run may have the same number
    kept = [
        leave(data / "smoke/03", gone),  # another environment's
        leave(tmp_path, gone),
        leave(data / "03", os.getppid()),  # which is at work
        data / "03" / f"{PARTIAL}notes-of-mine.txt",
        data / "03" / f"{PARTIAL}{gone}-notes.txt",
        data / "03/a.npy",
    ]
    for path in kept[-3:]:
        path.write_text("whole")
    remove_partial_files(data / "../data", catalog)
    assert not [path for path in (*left, mine) if path.exists()]
    assert all(path.exists() for path in kept)


def test_the_process_of_another_user_may_be_at_work(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("os.kill", refuse)
    left = leave(tmp_path, 12)
    remove_partial_files(tmp_path, AtomicCatalog())
    assert left.exists()


def test_a_file_that_was_not_written_takes_no_name(tmp_path):
    with pytest.raises(FileNotFoundError), whole_or_not(tmp_path / "a"):
        pass
    assert isinstance(AtomicCatalog(), DataCatalog)


def test_parameters_are_given_as_copies():
    catalog = AtomicCatalog()
    catalog["params:svm"] = {"steps": [1]}
    catalog.load("params:svm")["steps"].append(2)
    assert catalog.load("params:svm") == {"steps": [1]}
    catalog["params:seed"] = MemoryDataset(3)
    assert catalog.load("params:seed") == 3


def test_plain_parameters_import_no_pandas():
    code = (
        "import sys; from fashion_mnist.runtime.atomic_catalog import AtomicCatalog\n"
        "catalog = AtomicCatalog(); catalog['params:a'] = {'b': 1}; catalog['parameters'] = {}\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

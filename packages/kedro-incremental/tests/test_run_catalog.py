"""Tests of the files of datasets: folders, files in stores, links, patterns, appended lines."""

import fsspec
import pytest
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline, node
from kedro.runner import SequentialRunner
from kedro_datasets.text import TextDataset

from kedro_incremental import IncrementalError, IncrementalRunner
from kedro_incremental.datasets import list_files
from kedro_incremental.run_catalog import PARTIAL, RunCatalog, remove_partial_files

APPEND = {"fs_args": {"open_args_save": {"mode": "a"}}}
VERIFY = {"metadata": {"kedro-incremental": {"verify": True}}}


class FolderDataset(TextDataset):
    """A folder with a file per text, like a `MatplotlibDataset` with several figures."""

    def save(self, data):
        """Save texts by name."""
        for name, text in data.items():
            with self._fs.open(f"{self._get_save_path()}/{name}", "w") as file:
                file.write(text)

    def load(self):
        """Return the names of the texts."""
        return sorted(path.rpartition("/")[2] for path in self._fs.find(self._get_load_path()))


def give_one():
    return 1


def give_lines():
    yield from ("a\n", "b\n", "c\n")


def give_folders():
    yield {"a": "1"}
    yield {"b": "2"}


@pytest.fixture
def new(tmp_path, monkeypatch):
    """Return a function that makes the catalog of a node with one output."""
    monkeypatch.chdir(tmp_path)

    def make(function=give_one, **entry):
        catalog = DataCatalog.from_config({"out": {"type": "text.TextDataset"} | entry})
        return RunCatalog(catalog, node(function, None, "out", name="make"))

    return make


@pytest.fixture(params=["local", "memory"])
def folder(request, tmp_path):
    """Return the address of a folder on this machine or in a store, which does not exist yet."""
    yield f"{tmp_path}/data" if request.param == "local" else "memory:///data"
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


def read(address):
    """Return the content of the files in a folder, by relative path."""
    filesystem, path = fsspec.url_to_fs(address)
    found = filesystem.find(path)
    return {each.removeprefix(f"{path}/"): filesystem.cat_file(each).decode() for each in found}


def test_a_folder_is_saved_and_keeps_its_other_files(new, folder):
    catalog = new(type=FolderDataset, filepath=f"{folder}/texts")
    catalog.save("out", {"a": "1", "b": "2"})
    catalog.save("out", {"b": "3"})
    assert read(folder) == {"texts/a": "1", "texts/b": "3"}


def test_only_files_that_were_saved_to_a_folder_are_loaded(new, folder):
    catalog = new(type=FolderDataset, filepath=f"{folder}/texts", **VERIFY)
    for data in ({"a": "1"}, {"b": "2"}):
        catalog.save("out", data)
    assert catalog.load("out") == ["a", "b"]
    filesystem, path = fsspec.url_to_fs(folder)
    filesystem.pipe_file(f"{path}/texts/a", b"3")
    with pytest.raises(IncrementalError):
        catalog.load("out")


def test_the_folders_of_a_generator_are_complete(new, folder):
    with new(give_folders, type=FolderDataset, filepath=f"{folder}/texts") as catalog:
        for data in give_folders():
            catalog.save("out", data)
        assert not any(path.startswith("texts/") for path in read(folder))
    assert read(folder) == {"texts/a": "1", "texts/b": "2"}


def test_files_that_match_a_pattern_are_found(folder):
    filesystem, path = fsspec.url_to_fs(folder)
    filesystem.makedirs(path)
    for name in ("a.csv", "b.csv", "c.txt", "a[1].csv"):
        filesystem.pipe_file(f"{path}/{name}", b"1")

    def find(pattern):
        return {each.name for each in list_files(DataCatalog(), "x", {"filepath": pattern})}

    assert find(f"{folder}/?.csv") == {"a.csv", "b.csv"}
    assert find(f"{folder[:-1]}*/*.txt") == {"c.txt"}
    assert find(f"{folder}/a[1].csv") == {"a[1].csv"}


def test_partial_folders_are_deleted(new, tmp_path):
    partial = tmp_path / f"{PARTIAL}999999999-{'a' * 8}-texts"
    (partial / "inner").mkdir(parents=True)
    remove_partial_files(tmp_path, [], DataCatalog())
    assert not partial.exists()


@pytest.mark.parametrize("runner", [SequentialRunner, IncrementalRunner])
def test_all_chunks_of_a_generator_are_appended(tmp_path, monkeypatch, folder, runner):
    monkeypatch.chdir(tmp_path)
    entry = {"type": "text.TextDataset", "filepath": f"{folder}/lines.txt"} | APPEND
    catalog = DataCatalog.from_config({"out": entry})
    runner().run(Pipeline([node(give_lines, None, "out", name="make")]), catalog)
    assert catalog.load("out") == "a\nb\nc\n"


def test_a_node_that_appends_keeps_the_earlier_lines(new, tmp_path):
    catalog = new(filepath=f"{tmp_path}/log.txt", **APPEND)
    for line in give_lines():
        catalog.save("out", line)
    assert catalog.load("out") == "a\nb\nc\n"


def test_a_link_to_a_file_is_kept(new, tmp_path):
    (tmp_path / "target.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("target.txt")
    new(filepath=f"{tmp_path}/link.txt").save("out", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "new"


def test_hooks_can_use_the_catalog(new):
    catalog = new(filepath="out.txt")
    catalog["more"] = 5
    assert sorted(catalog) == ["more", "out"]
    assert len(catalog) == 2
    assert catalog.load("more") == 5

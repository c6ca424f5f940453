import os

from kedro.io import DataCatalog, MemoryDataset

from fashion_mnist.runtime.changes.dataset_files import config_of, list_files, look_at

CATALOG = {
    "a": {"type": "json.JSONDataset", "filepath": "a.json"},
    "{name}.b": {"type": "json.JSONDataset", "filepath": "{name}/b.json"},
}


def test_an_entry_is_found_by_name_or_pattern_without_making_the_dataset():
    catalog = DataCatalog.from_config(CATALOG)
    assert config_of(catalog, "a")["filepath"] == "a.json"
    assert config_of(catalog, "x.b")["filepath"] == "x/b.json"
    assert config_of(catalog, "c") is None
    assert config_of(DataCatalog({"a": MemoryDataset(1)}), "a") is None


def test_the_files_of_an_entry(tmp_path):
    for name in (
        "x/a.csv",
        "x/b.csv",
        "y.json/v1/y.json",
        "y.json/v2/y.json",
        "z/c.txt",
        "z/c.csv",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)

    def names(**config):
        return [path.relative_to(tmp_path).as_posix() for path in list_files(config)]

    assert names(filepath=str(tmp_path / "x/a.csv")) == ["x/a.csv"]
    assert names(filepath=str(tmp_path / "none")) == []
    assert names(filepath=str(tmp_path / "y.json"), versioned=True) == ["y.json/v2/y.json"]
    assert names(path=str(tmp_path / "z"), filename_suffix=".csv") == ["z/c.csv"]
    assert names(paths=[str(tmp_path / "x"), str(tmp_path / "z/c.txt")]) == [
        "x/a.csv",
        "x/b.csv",
        "z/c.txt",
    ]
    assert names(paths=None) == []
    assert names(repository=str(tmp_path)) == []


def test_a_file_is_read_again_only_if_its_size_or_time_differ(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    known = look_at(path)
    path.write_text("two")
    os.utime(path, ns=(known.modified, known.modified))
    assert look_at(path, known) is known
    path.write_text("three")
    assert look_at(path, known).sha256 != known.sha256

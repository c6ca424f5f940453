import pytest

from fashion_mnist.datasets import RecordsDataset


def test_records_of_some_nodes_are_added_to_those_of_others(tmp_path):
    dataset = RecordsDataset(path=str(tmp_path / "records"))
    assert not dataset.exists()
    assert dataset.load() == {}
    dataset.save({"svm.fit": {"a": 1}})
    dataset.save({"cnn.fit": {"a": 2}, "svm.fit": {"a": 3}})
    assert dataset.load() == {"svm.fit": {"a": 3}, "cnn.fit": {"a": 2}}
    assert sorted(path.name for path in (tmp_path / "records").iterdir()) == [
        "cnn.fit.json",
        "svm.fit.json",
    ]


def test_a_folder_whose_name_reads_as_a_pattern_is_one(tmp_path):
    dataset = RecordsDataset(path=str(tmp_path / "a[b]*"))
    dataset.save({"svm.fit": {"a": 1}})
    (tmp_path / "a[b]*/.cnn.fit.json").write_text("{}")  # unfinished
    assert dataset.exists()
    assert dataset.load() == {"svm.fit": {"a": 1}}


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_damaged_record_is_none(tmp_path, content):
    (tmp_path / "svm.fit.json").write_text(content)
    assert RecordsDataset(path=str(tmp_path)).load() == {}


def test_paths_move_with_the_folder(tmp_path):
    before = RecordsDataset(path=str(tmp_path / "a/.records"))
    before.save({"svm.fit": {"files": {f"{tmp_path}/a/model.pickle": 1, "/elsewhere/x": 2}}})
    (tmp_path / "a").rename(tmp_path / "b")
    moved = RecordsDataset(path=str(tmp_path / "b/.records")).load()
    assert moved == {"svm.fit": {"files": {f"{tmp_path}/b/model.pickle": 1, "/elsewhere/x": 2}}}

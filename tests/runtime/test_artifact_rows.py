import hashlib

from fashion_mnist.runtime.artifact_rows import Artifact, update_index


def write(path, text):
    path.write_text(text)
    return Artifact(path.stem, "JSONDataset", str(path), "reporting", f"make_{path.stem}")


def test_an_artifact_is_described(tmp_path):
    row = update_index(None, [write(tmp_path / "table.csv", "abc")]).iloc[0]
    assert row["name"] == "table"
    assert row["bytes"] == 3
    assert row["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert (row["pipeline"], row["node"]) == ("reporting", "make_table")


def test_rows_are_renewed_kept_and_dropped(tmp_path):
    old, kept, gone = (write(tmp_path / name, "1") for name in ("old.csv", "kept.csv", "gone.csv"))
    index = update_index(None, [old, kept, gone])
    (tmp_path / "gone.csv").unlink()
    updated = update_index(index, [write(tmp_path / "old.csv", "22")])
    assert updated["name"].tolist() == ["kept", "old"]
    assert updated["bytes"].tolist() == [1, 2]


def test_a_run_without_artifacts_keeps_the_index(tmp_path):
    index = update_index(None, [write(tmp_path / "kept.csv", "1")])
    assert update_index(index, []).equals(index)

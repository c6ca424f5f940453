import os
from pathlib import Path

import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import PicturesDataset
from fashion_mnist.pictures.decoding import UnreadablePictureError


@pytest.fixture
def folder(tmp_path):
    """A folder with two pictures, one of them in a folder of its own, and a hidden file."""
    (tmp_path / "more").mkdir()
    for name in ("b.png", "more/a.png"):
        Image.new("RGB", (2, 3), "red").save(tmp_path / name)
    (tmp_path / ".hidden").write_text("hidden")
    return tmp_path


def test_a_folder_is_read_with_its_folders_but_not_what_is_hidden(folder):
    pictures = PicturesDataset(paths=str(folder)).load()
    assert list(pictures) == ["b.png", "more/a.png"]
    np.testing.assert_array_equal(pictures["b.png"]()[0, 0], [255, 0, 0, 255])


def test_a_picture_or_several_are_read(folder):
    path = folder / "b.png"
    assert list(PicturesDataset(paths=path).load()) == [str(path)]
    pictures = PicturesDataset(paths=[path, folder / "missing.png"]).load()
    with pytest.raises(UnreadablePictureError, match="no such file"):
        pictures[str(folder / "missing.png")]()


def test_what_is_no_regular_file_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.jpg")
    (folder / "broken.jpg").symlink_to(folder / "nowhere")
    pictures = PicturesDataset(paths=folder).load()
    for name in ("pipe.jpg", "broken.jpg"):
        with pytest.raises(UnreadablePictureError, match="no such file"):
            pictures[name]()


def test_an_empty_or_missing_folder_or_none_at_all_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    for paths, received in (
        (tmp_path / "empty", f"Received {tmp_path}/empty, where there is none"),
        (tmp_path / "missing", f"Received {tmp_path}/missing, where there is none"),
        (None, "Received none"),
    ):
        dataset = PicturesDataset(paths=paths)
        assert not dataset.exists()
        with pytest.raises(DatasetError, match=f"Expected a folder with pictures.*{received}"):
            dataset.load()


def test_a_path_may_be_relative_to_home_or_a_number(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    assert PicturesDataset(paths="~/more").exists()
    (folder / "2024").mkdir()
    Image.new("L", (1, 1)).save(folder / "2024" / "a.png")
    monkeypatch.chdir(folder)
    assert PicturesDataset(paths=2024).exists()  # as Kedro reads --params=pictures=2024


def test_pictures_are_never_written(folder):
    with pytest.raises(DatasetError, match="read-only"):
        PicturesDataset(paths=Path(folder)).save({})

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets.pictures import AnswersDataset, PicturesDataset
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import tabulate_answers
from fashion_mnist.pictures.reading import UnreadablePictureError


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


@pytest.mark.bad_input
def test_a_picture_or_several_are_read(folder):
    path = folder / "b.png"
    assert list(PicturesDataset(paths=path).load()) == [str(path)]
    pictures = PicturesDataset(paths=[path, folder / "missing.png"]).load()
    with pytest.raises(UnreadablePictureError, match="no such file"):
        pictures[str(folder / "missing.png")]()


def test_a_name_that_is_no_text_is_escaped_and_its_file_is_read(folder):
    (folder / "b.png").rename(folder / os.fsdecode(b"caf\xe9\n.png"))
    pictures = PicturesDataset(paths=folder).load()
    assert list(pictures) == [r"caf\udce9\n.png", "more/a.png"]
    assert pictures[r"caf\udce9\n.png"]().shape == (3, 2, 4)


def test_files_of_equal_names_are_all_read_and_told_apart(folder):
    first, second = folder / "one", folder / "two"
    for place, colour in ((first, "red"), (second, "blue")):
        place.mkdir()
        Image.new("RGB", (2, 3), colour).save(place / "a.png")
    (second / "b.png").write_bytes(b"")
    pictures = PicturesDataset(paths=[first, second]).load()
    assert list(pictures) == [f"{first}/a.png", f"{second}/a.png", "b.png"]
    assert [pictures[name]()[0, 0, 0] for name in list(pictures)[:2]] == [255, 0]
    twice = PicturesDataset(paths=[second / "a.png", second / "a.png", second, second]).load()
    assert len(twice) == 6


@pytest.mark.bad_input
def test_what_is_no_regular_file_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.jpg")
    (folder / "broken.jpg").symlink_to(folder / "nowhere")
    pictures = PicturesDataset(paths=folder).load()
    for name in ("pipe.jpg", "broken.jpg"):
        with pytest.raises(UnreadablePictureError, match="no such file"):
            pictures[name]()


def test_a_folder_of_what_is_no_file_has_a_row_for_it(tmp_path):
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nowhere")
    assert list(PicturesDataset(paths=tmp_path).load()) == ["broken.jpg"]


@pytest.mark.bad_input
def test_an_empty_or_missing_folder_or_none_at_all_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    for paths, received in (
        (tmp_path / "empty", f"Received {tmp_path}/empty, where no picture was found"),
        (tmp_path / "missing", f"Received {tmp_path}/missing, where no picture was found"),
        (os.fsdecode(b"/caf\xe9"), r"Received /caf\\udce9, where no picture was found"),
        ("~no-such-user/a", "Received ~no-such-user/a, where no picture was found"),
        ("a" * 300, f"Received {'a' * 300}, where no picture was found"),
        ("a\0b", r"Received a\\x00b, where no picture was found"),
        (None, "Received none: name one with PICTURES=FOLDER kedro run --pipelines=inference"),
        ("", "Received none"),  # as `make classify` gives it, or --params=pictures=
        ([], "Received none"),
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


@pytest.mark.bad_input
def test_pictures_are_never_written(folder):
    with pytest.raises(DatasetError, match="read-only"):
        PicturesDataset(paths=Path(folder)).save({})


FORMULA = "=cmd|'/c calc'!A1"
CLASSES = ["1", "NA", "null", FORMULA, 'a "b", c\r\nd', "'=1", "007"]


def tabulate(n_classes=7):
    """Answers to files of odd names, the last of which could not be read."""
    files = {"1": None, "NA": None, "-x.png": None, "'+1": None, "1e3": None, FORMULA: "NA"}
    probabilities = np.eye(n_classes)[np.arange(len(files)) % n_classes]
    spec = {"shape": [28, 28, 1], "cut_out": True}
    classifier = {"model": "cnn", "input_spec": spec}
    classifier |= {"relative_threshold": 0.5, "largest_ood_score": 0}
    classes = CLASSES[:n_classes]
    return tabulate_answers(files, probabilities, classes, classifier)


@pytest.mark.parametrize("n_classes", [2, 7])
def test_answers_are_loaded_as_they_were_saved(tmp_path, n_classes):
    dataset = AnswersDataset(filepath=str(tmp_path / "answers.csv"))
    table = tabulate(n_classes)
    dataset.save(table)
    pd.testing.assert_frame_equal(dataset.load(), table)


def test_answers_of_unreadable_pictures_only_are_loaded_as_they_were_saved(tmp_path):
    dataset = AnswersDataset(filepath=str(tmp_path / "answers.csv"))
    dataset.save(tabulate().tail(1))
    assert dataset.load()["class"].isna().all()
    assert dataset.load()["probability"].isna().all()
    assert dataset.load()["reason"].tolist() == ["NA"]


def test_no_cell_of_the_answers_is_a_formula(tmp_path):
    AnswersDataset(filepath=str(tmp_path / "answers.csv")).save(tabulate())
    cells = pd.read_csv(tmp_path / "answers.csv", dtype=str, keep_default_na=False)
    assert not cells.map(lambda cell: cell.startswith(("=", "+", "-", "@", "\t", "\r"))).any(
        axis=None
    )
    assert cells["file"].tolist() == ["1", "NA", "'-x.png", "''+1", "1e3", f"'{FORMULA}"]


def test_answers_are_previewed(tmp_path):
    dataset = AnswersDataset(filepath=str(tmp_path / "answers.csv"))
    dataset.save(tabulate())
    assert dataset.preview(nrows=2)["data"][1][0] == "NA"


@pytest.mark.bad_input
@pytest.mark.parametrize("paths", ["/", ["shoe.png", "/usr/.."]])
def test_the_root_of_all_is_not_searched(paths):
    with pytest.raises(InputError, match="holds everything on this machine"):
        PicturesDataset(paths=paths)

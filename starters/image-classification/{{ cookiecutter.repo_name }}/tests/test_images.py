import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import ValidationError

from {{ cookiecutter.python_package }}.images import load_images, normalise, split_images
from {{ cookiecutter.python_package }}.parameters import ImageOptions, Split

RGB = ImageOptions(size=8, colour="rgb", group_pattern=r"(object\d+)_")
GREY = ImageOptions(size=8, colour="grey", group_pattern=None)


def picture(mode="RGB", size=(20, 10)):
    return lambda: Image.new(mode, size, 255 if mode in ("L", "1") else None)


FILES = {
    "cat/object1_0.png": picture("L"),
    "cat/object1_1.JPG": picture(size=(9, 30)),
    "cat/nested/deep/other.png": picture("RGBA"),
    "dog/a.gif": picture("P"),
    "dog/.hidden.png": picture(),
    "dog/notes.txt": picture(),
    "stray.png": picture(),
}


def test_images_of_any_size_and_colour_are_loaded_and_odd_files_are_listed():
    pixels, index, classes, skipped = load_images(FILES, RGB)
    assert pixels.shape == (4, 8, 8, 3)
    assert pixels.dtype == np.uint8
    assert classes == ["cat", "dog"]
    assert index["label"].tolist() == [0, 0, 0, 1]
    alone = ["cat/nested/deep/other.png", "dog/a.gif"]
    assert index["group"].tolist() == [alone[0], "object1", "object1", alone[1]]
    assert dict(skipped.to_numpy()) == {
        "dog/.hidden.png": "hidden file",
        "dog/notes.txt": "not an image (.txt)",
        "stray.png": "in no class folder",
    }
    assert load_images(FILES, GREY)[0].shape == (4, 8, 8)


def test_broken_images_are_named():
    broken = {"dog/b.png": lambda: Image.open(io.BytesIO(b"no image")), "dog/c.tif": picture("F")}
    with pytest.raises(ValueError, match=r"(?s)dog/b.png: .*dog/c.tif: expected 8 bits"):
        load_images(FILES | broken, RGB)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match=r"at least two classes. Received cat"):
        load_images({"cat/a.png": picture()}, RGB)


def make_index(n_groups, views=3):
    rows = [(name, group) for name in "ab" for group in range(n_groups) for _ in range(views)]
    labels = [0 if name == "a" else 1 for name, _ in rows]
    return pd.DataFrame(rows, columns=["class", "group"]).assign(label=labels)


def test_no_group_is_in_two_parts_and_every_image_is_in_one():
    index = make_index(n_groups=10)
    pixels = np.arange(60, dtype=np.uint8).reshape(60, 1, 1)
    split, *arrays = split_images(pixels, index, Split(folds=5), seed=0)
    assert len(split[["group", "part"]].drop_duplicates()) == 10
    assert split["part"].value_counts().to_dict() == {"train": 36, "validation": 12, "test": 12}
    assert sorted(np.concatenate([part.ravel() for part in arrays[::2]])) == [*range(60)]
    again, *_ = split_images(pixels, index, Split(folds=5), seed=0)
    pd.testing.assert_frame_equal(split, again)


def test_too_few_groups_are_refused():
    pixels = np.zeros((18, 1, 1), np.uint8)
    with pytest.raises(ValueError, match=r"at least 5 groups of images of each class. Received 3"):
        split_images(pixels, make_index(n_groups=3), Split(folds=5), seed=0)


def test_normalised_pixels_are_from_0_to_1():
    scaled = normalise(np.array([0, 51, 255], np.uint8))
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled, [0, 0.2, 1])


@pytest.mark.parametrize("wrong", [{"size": "8"}, {"sise": 8}, {"group_pattern": "a"}])
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(ValidationError):
        ImageOptions(**{"size": 8, "colour": "rgb", "group_pattern": None} | wrong)

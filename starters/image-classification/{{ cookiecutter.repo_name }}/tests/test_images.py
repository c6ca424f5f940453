import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import ValidationError

from {{ cookiecutter.python_package }}.images import load_images, normalise, split_images
from {{ cookiecutter.python_package }}.parameters import ImageOptions, Split

OPTIONS = {"size": 8, "colour": "rgb", "group_pattern": r"(object\d+)_"}
RGB, GREY = ImageOptions(**OPTIONS), ImageOptions(**OPTIONS | {"colour": "grey"})


def picture(mode="RGB", size=(20, 10)):
    return lambda: Image.new(mode, size)


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
    assert (pixels.shape, pixels.dtype, classes) == ((4, 8, 8, 3), np.uint8, ["cat", "dog"])
    assert index["label"].tolist() == [0, 0, 0, 1]
    assert index["group"].tolist()[1:3] == ["object1", "object1"]
    assert index["group"].nunique() == 3
    reasons = ["hidden", "not an image", "in no class folder"]
    assert skipped.to_numpy().tolist() == list(map(list, zip([*FILES][4:], reasons, strict=True)))
    assert load_images(FILES, GREY)[0].shape == (4, 8, 8)


def test_broken_images_are_named_and_one_class_is_refused():
    broken = {"dog/b.png": lambda: Image.open(io.BytesIO(b"no image")), "dog/c.tif": picture("F")}
    with pytest.raises(ValueError, match=r"(?s)dog/b.png: .*dog/c.tif: expected 8 bits"):
        load_images(FILES | broken, RGB)
    with pytest.raises(ValueError, match=r"at least two classes. Received \['cat'\]"):
        load_images({"cat/a.png": picture()}, RGB)


def make_index(n_groups):
    """An index of three images in each group of the classes a and b."""
    rows = [(n, n // 3 % 2, "ab"[n // 3 % 2], n // 6) for n in range(6 * n_groups)]
    return pd.DataFrame(rows, columns=["path", "label", "class", "group"])


def test_no_group_is_in_two_parts_and_every_image_is_in_one():
    pixels = np.arange(60, dtype=np.uint8)
    split, *arrays = split_images(pixels, make_index(10), Split(folds=5), seed=0)
    assert len(split[["group", "part"]].drop_duplicates()) == 10
    assert [len(part) for part in arrays] == [36, 36, 12, 12, 12, 12]
    assert sorted(np.concatenate(arrays[::2])) == [*range(60)]
    with pytest.raises(ValueError, match="Expected at least 5 groups of each class"):
        split_images(pixels[:18], make_index(3), Split(folds=5), seed=0)


def test_normalised_pixels_are_from_0_to_1():
    np.testing.assert_allclose(normalise(np.array([0, 51, 255], np.uint8)), [0, 0.2, 1])


@pytest.mark.parametrize("wrong", [{"size": "8"}, {"sise": 8}, {"group_pattern": "("}])
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(ValidationError):
        ImageOptions(**OPTIONS | wrong)

import joblib
import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures import photographs
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pictures.foreground import Box
from fashion_mnist.pictures.photographs import FRAMES, cut_at_random, cut_views

CLASSES = ["coat", "boot", "sandal"]
FOLDERS = {"coats": ["coat"], "shoes": ["boot", "sandal"], "hats": []}


@pytest.fixture(autouse=True)
def in_this_process():
    """Other processes would not find this module."""
    with joblib.parallel_config("threading"):
        yield


def item():
    """A dark item on white."""
    picture = np.full((30, 40, 4), 255, np.uint8)
    picture[8:22, 10:30, :3] = 20
    return picture


def nothing():
    return np.full((30, 40, 4), 255, np.uint8)


def damaged():
    raise UnreadablePictureError("truncated")


READERS = {f"{folder}/{n}.jpg": item for folder in FOLDERS for n in range(10)}


def test_a_part_of_each_folder_is_held_out():
    train, held_out = photographs.split(READERS, 0.2, seed=0)
    assert {*train} | {*held_out} == {*READERS}
    assert sorted(name.partition("/")[0] for name in held_out) == sorted([*FOLDERS] * 2)
    assert photographs.split(READERS, 0.2, seed=0)[1].keys() == held_out.keys()
    assert photographs.split(READERS, 0.2, seed=1)[1].keys() != held_out.keys()


def test_what_shows_no_item_is_left_out():
    found = {"coats/a.jpg": item, "coats/b.jpg": damaged, "hats/c.jpg": nothing, "hats/d.jpg": item}
    table, crops = photographs.cut_for_training(found, 3, 8, seed=0)
    assert table.to_dict("list") == {
        "file": ["coats/a.jpg", "hats/d.jpg"],
        "folder": ["coats", "hats"],
    }
    assert crops.shape == (2, 3, 8, 8, 3)
    assert (crops[0] != crops[1]).any()
    table, crops = photographs.cut_for_answers(found, 8)
    assert crops.shape == (2, 4, 8, 8, 3)
    assert table["file"].tolist() == ["coats/a.jpg", "hats/d.jpg"]
    np.testing.assert_array_equal(crops[0], crops[1])


@pytest.mark.bad_input
def test_photographs_without_any_item_are_told():
    with pytest.raises(InputError, match="show no item"):
        photographs.cut_for_answers({"a/1.jpg": nothing}, 8)


ITEM = Box(top=40, left=60, height=40, width=20)


@pytest.fixture
def picture():
    """A white item on black."""
    picture = np.zeros((120, 160, 3), np.uint8)
    picture[ITEM.slices] = 255
    return picture


def test_the_views_are_squares_around_the_item_and_the_whole(picture):
    views = cut_views(picture, ITEM, 20)
    assert views.shape == (len(FRAMES) + 1, 20, 20, 3)
    white = (views[..., 0] / 255).mean(axis=(1, 2))
    # The item has 800 pixels; the square's edge is 40 times the frame, or the picture's 160.
    expected = [800 / (40 * frame) ** 2 for frame in FRAMES] + [800 / 160**2]
    np.testing.assert_allclose(white, expected, rtol=0.1)
    assert white.argmax() == photographs.FRAMES.index(1.0)


def test_random_crops_show_the_item_and_are_the_same_for_the_same_seed(picture):
    first, again, other = (
        cut_at_random(picture, ITEM, 30, 16, np.random.SeedSequence(seed)) for seed in (0, 0, 1)
    )
    assert first.shape == (30, 16, 16, 3)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    white = (first[..., 0] / 255).mean(axis=(1, 2))
    assert white.min() > 0.5 / 1.6**2 * 0.8
    assert white.max() < 0.5 * 1.1
    assert white.std() > 0.03


def test_a_fine_picture_is_cut_like_a_coarse_one(picture):
    fine = picture.repeat(5, axis=0).repeat(5, axis=1)
    box = Box(*(5 * length for length in ITEM))
    crops, of_fine = (
        cut_at_random(shown, around, 10, 5, np.random.SeedSequence(0)).astype(int)
        for shown, around in ((picture, ITEM), (fine, box))
    )
    assert np.abs(crops - of_fine).mean() < 10


def test_a_picture_of_one_pixel_is_no_trouble():
    dot = np.full((1, 1, 3), 7, np.uint8)
    assert (cut_views(dot, Box(0, 0, 1, 1), 4) == 7).all()
    cut_at_random(dot, Box(0, 0, 1, 1), 2, 4, np.random.SeedSequence(0))

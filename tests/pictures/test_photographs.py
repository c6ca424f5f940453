import joblib
import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures import photographs
from fashion_mnist.pictures.unreadable import UnreadablePictureError

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
    table, looks = photographs.cut_for_answers(found, 8)
    assert looks.shape == (2, 4, 8, 8, 3)
    assert table["file"].tolist() == ["coats/a.jpg", "hats/d.jpg"]
    np.testing.assert_array_equal(looks[0], looks[1])


@pytest.mark.bad_input
def test_photographs_without_any_item_are_told():
    with pytest.raises(InputError, match="show no item"):
        photographs.cut_for_answers({"a/1.jpg": nothing}, 8)

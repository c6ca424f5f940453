import joblib
import numpy as np
import pandas as pd
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures import photographs
from fashion_mnist.pictures.foreground import Box
from fashion_mnist.pictures.photographs import (
    FRAMES,
    Photographs,
    assign_folds,
    crop_at_random,
    cut_around,
    cut_photographs,
    cut_views,
    label,
    select_part,
)
from fashion_mnist.pictures.reading import UnreadablePictureError


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


OPTIONS = Photographs(kinds={"Coat": ["coat"], "Boot": ["boot"]}, adults_only=["Coat"])
LISTED = [  # id, sender, label, for children; part and kind in the table of parts
    ("00000001-a", 1, "Coat", False, None, None),
    ("00000002-a", 1, "Coat", True, None, None),
    ("00000003-a", 2, "Boot", True, None, None),
    ("00000004-a", 2, "Shoes", False, "train", "Boot"),
    ("00000005-a", 2, "Coat", False, "train", "Hat"),
    ("00000006-a", 2, "Coat", False, "final", None),
    ("00000007-a", 3, "Shoes", False, "final", "Boot"),
    ("00000008-a", 3, "Shoes", False, "final", None),
    ("00000009-a", 4, "Coat", False, "sealed", None),
]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("train", [(1, "Coat"), (3, "Boot"), (4, "Boot")]),
        ("final", [(6, "Coat"), (7, "Boot")]),
        ("sealed", [(9, "Coat")]),
    ],
)
def test_photographs_of_a_part_and_of_known_kinds_are_selected(part, expected):
    columns = ["image", "sender_id", "label", "kids", "part", "kind"]
    listed = pd.DataFrame(LISTED, columns=columns).assign(read=[item] * len(LISTED))
    parts = listed.dropna(subset="part")[["image", "part", "kind"]]
    parts = parts.assign(image=parts["image"].str[:8]).iloc[::-1]
    table = select_part(
        listed[["image", "sender_id", "label", "kids", "read"]], parts, part, OPTIONS
    )
    assert list(table) == ["image", "read", "sender", "kind"]
    assert [(int(row.image[:8]), row.kind) for row in table.itertuples()] == expected


def test_each_sender_is_in_one_fold_and_each_kind_in_all():
    table = pd.DataFrame(
        {"sender": np.arange(60) // 3, "kind": np.tile(["Coat", "Boot", "Hat"], 20)}
    )
    folds, again, other = (assign_folds(table, seed)["fold"] for seed in (0, 0, 1))
    assert (folds.groupby(table["sender"]).agg(set).map(len) == 1).all()
    assert (pd.crosstab(folds, table["kind"]) == 4).all(axis=None)
    np.testing.assert_array_equal(folds, again)
    assert (folds != other).any()


def test_what_shows_no_item_is_left_out():
    reads = [item, damaged, nothing, item]
    found = pd.DataFrame({"image": ["a", "b", "c", "d"], "read": reads}, index=[7, 3, 5, 1])
    table, squares, crops = cut_photographs(found, 8)
    assert table.to_dict("list") == {"image": ["a", "d"]}
    assert squares.shape == (2, 35, 35, 3)  # 2.4 * 1.8 * 8
    assert crops.shape == (2, 4, 8, 8, 3)
    for cut in (squares, crops):
        np.testing.assert_array_equal(cut[0], cut[1])


@pytest.mark.bad_input
def test_photographs_without_any_item_are_told():
    with pytest.raises(InputError, match="show no item"):
        cut_photographs(pd.DataFrame({"read": [nothing]}), 8)


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


def test_a_square_shows_the_item_in_its_middle_with_its_surroundings(picture):
    square = cut_around(picture, ITEM, 96)  # 96 pixels for 2.4 times the item's 40
    rows, columns = np.nonzero(square[..., 0])
    assert (rows.min(), rows.max() + 1) == (28, 68)
    assert (columns.min(), columns.max() + 1) == (38, 58)


def test_a_fine_picture_is_cut_like_a_coarse_one(picture):
    fine = picture.repeat(5, axis=0).repeat(5, axis=1)
    box = Box(*(5 * length for length in ITEM))
    square, of_fine = cut_around(picture, ITEM, 48), cut_around(fine, box, 48)
    assert np.abs(square.astype(int) - of_fine).mean() < 4


def test_random_crops_show_the_item_and_are_the_same_for_the_same_seed(picture):
    squares = cut_around(picture, ITEM, 69)[None].repeat(200, axis=0)
    first, again, other = (
        crop_at_random(squares, 16, np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert first.shape == (200, 16, 16, 3)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    white = (first[..., 0] / 255).mean(axis=(1, 2))
    assert white.min() > 0.5 / 1.6**2 * 0.8
    assert white.max() < 0.5 * 1.1
    assert white.std() > 0.03


def test_crops_without_changes_show_the_item_from_edge_to_edge(picture, monkeypatch):
    for limit, none in (("WIDEST", 1), ("STRETCH", 0), ("SHEAR", 0), ("TILT", 0)):
        monkeypatch.setattr(photographs, limit, none)
    monkeypatch.setattr(photographs, "OFF_CENTRE", 0)
    square = cut_around(picture, ITEM, 96)
    (crop,) = crop_at_random(square[None], 20, np.random.default_rng(0))
    np.testing.assert_array_equal(crop, square[28:68:2, 28:68:2])


def test_half_of_the_crops_are_mirrored(picture):
    left = picture.copy()
    left[:, 70:] = 0  # only the item's left half is white
    squares = cut_around(left, ITEM, 69)[None].repeat(400, axis=0)
    crops = crop_at_random(squares, 16, np.random.default_rng(0)).astype(int)
    is_left = crops[:, :, :8].sum(axis=(1, 2, 3)) > crops[:, :, 8:].sum(axis=(1, 2, 3))
    assert is_left.mean() == pytest.approx(0.5, abs=0.08)


def test_a_picture_of_one_pixel_is_no_trouble():
    dot = np.full((1, 1, 3), 7, np.uint8)
    assert (cut_views(dot, Box(0, 0, 1, 1), 4) == 7).all()
    square = cut_around(dot, Box(0, 0, 1, 1), 17)
    assert (square == 7).all()
    assert (crop_at_random(square[None], 4, np.random.default_rng(0)) == 7).all()


def test_a_kind_says_which_classes_its_photographs_may_show():
    options = Photographs(kinds={"coats": ["coat"], "shoes": ["boot", "sandal"], "hats": []})
    table = pd.DataFrame({"kind": ["shoes", "coats", "hats"]})
    labels = label(table, ["coat", "boot", "sandal"], options)
    assert labels.dtype == np.float32
    np.testing.assert_allclose(labels, [[0, 1, 1], [1, 0, 0], [1 / 3] * 3])

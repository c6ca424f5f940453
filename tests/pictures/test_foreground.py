"""Items on backgrounds of every kind: where they are is known."""

import numpy as np
import pytest

from fashion_mnist.pictures.foreground import (
    Box,
    bounding_box,
    centre_crop,
    centre_on_canvas,
    choose_region,
    crop_to,
    find_item,
    limiting_edges,
    square_around,
)

ITEM = np.zeros((96, 96), bool)
ITEM[20:76, 30:66] = True
RNG = np.random.default_rng(0)
TEXTURE = RNG.choice([60, 110, 160], (96, 96, 1)) * np.ones(3)
SHADE = np.linspace(230, 160, 96)[:, np.newaxis, np.newaxis] * np.ones((96, 3))


def picture_of(item, colour, background):
    picture = np.where(item[..., np.newaxis], colour, background).astype(np.uint8)
    return np.dstack([picture, np.full(item.shape, 255, np.uint8)])


def overlap(found, item):
    """Intersection over union."""
    return (found & item).sum() / (found | item).sum()


@pytest.mark.parametrize(
    ("colour", "background"),
    [
        ((40, 60, 120), (250, 250, 250)),
        ((200, 40, 60), (20, 20, 25)),
        ((255, 255, 255), (240, 240, 240)),
        ((30, 30, 34), (14, 14, 18)),
        ((40, 60, 120), SHADE),
        ((210, 50, 40), TEXTURE),
    ],
)
def test_an_item_is_found_on(colour, background):
    assert overlap(find_item(picture_of(ITEM, colour, background)), ITEM) > 0.85


@pytest.mark.parametrize(
    "place", [np.s_[:, 30:66], np.s_[30:66, :], np.s_[40:, 30:66]], ids=["column", "row", "below"]
)
def test_an_item_may_touch_the_edges(place):
    item = np.zeros((96, 96), bool)
    item[place] = True
    assert overlap(find_item(picture_of(item, [60] * 3, [235] * 3)), item) > 0.85


def test_the_hole_of_a_handle_stays_open_and_a_flaw_is_closed():
    mask = np.zeros((50, 50), bool)
    mask[5:45, 5:45] = True
    mask[10:20, 10:40] = False  # 300 pixels of 1600
    mask[30:32, 30:32] = False
    region = choose_region(mask)
    assert not region[10:20, 10:40].any()
    assert region[30:32, 30:32].all()


def test_of_two_regions_the_one_at_the_centre_is_chosen():
    mask = np.zeros((60, 60), bool)
    mask[25:35, 25:35] = True
    mask[:11, :10] = True  # larger, but in a corner
    assert choose_region(mask)[30, 30]
    assert not choose_region(mask)[5, 5]


def test_parts_that_a_small_gap_divides_are_one_item():
    mask = np.zeros((100, 100), bool)
    mask[30:49, 30:70] = mask[51:70, 30:70] = True
    assert choose_region(mask).sum() == mask.sum()


def test_a_box_bounds_the_item():
    item = np.zeros((6, 8), bool)
    item[2, 3] = item[4, 6] = True
    assert bounding_box(item) == Box(top=2, left=3, height=3, width=4)


def test_the_square_around_a_box_has_the_same_middle():
    # 1.2 times the longer edge of 40 is 48: 28 more than the height, 8 more than the width.
    assert square_around(Box(top=10, left=5, height=20, width=40), 1.2) == Box(-4, 1, 48, 48)


def test_beyond_its_edges_a_picture_goes_on():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    part = crop_to(picture, Box(-1, 1, 4, 3))[..., 0]
    assert part.tolist() == [[1, 2, 2], [1, 2, 2], [4, 5, 5], [4, 5, 5]]


def test_a_picture_is_centred():
    canvas, box = centre_on_canvas(np.zeros((10, 28, 3), np.uint8), 255, (28, 28))
    assert box == Box(9, 0, 10, 28)
    assert canvas.shape == (28, 28, 3)
    assert (canvas[9:19] == 0).all()
    assert (canvas[:9] == 255).all()
    assert (canvas[19:] == 255).all()


def test_the_edge_that_decides_how_small_a_picture_must_be():
    assert limiting_edges((20, 40), (28, 28)) == (40, 28)
    assert limiting_edges((40, 20, 3), (28, 28)) == (40, 28)
    assert limiting_edges((20, 40), (16, 28)) == (40, 28)  # which leaves 14 of the 20
    assert limiting_edges((20, 40), (12, 28)) == (20, 12)  # for which 14 are too many


def test_the_middle_of_a_picture_has_the_proportions_asked_for():
    assert centre_crop(40, 60, (8, 8)) == Box(0, 10, 40, 40)
    assert centre_crop(40, 60, (8, 16)) == Box(5, 0, 30, 60)
    assert centre_crop(60, 40, (12, 16)) == Box(15, 0, 30, 40)
    assert centre_crop(1, 100, (8, 8)) == Box(0, 49, 1, 1)

"""Items on backgrounds of every kind: where they are is known."""

import numpy as np
import pytest

from fashion_mnist.pictures import foreground

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
    assert overlap(foreground.find_item(picture_of(ITEM, colour, background)), ITEM) > 0.85


@pytest.mark.parametrize(
    "place", [np.s_[:, 30:66], np.s_[30:66, :], np.s_[40:, 30:66]], ids=["column", "row", "below"]
)
def test_an_item_may_touch_the_edges(place):
    item = np.zeros((96, 96), bool)
    item[place] = True
    assert overlap(foreground.find_item(picture_of(item, [60] * 3, [235] * 3)), item) > 0.85


def test_the_hole_of_a_handle_stays_open_and_a_flaw_is_closed():
    mask = np.zeros((50, 50), bool)
    mask[5:45, 5:45] = True
    mask[10:20, 10:40] = False  # 300 pixels of 1600
    mask[30:32, 30:32] = False
    region = foreground.choose_region(mask)
    assert not region[10:20, 10:40].any()
    assert region[30:32, 30:32].all()


def test_of_two_regions_the_one_at_the_centre_is_chosen():
    mask = np.zeros((60, 60), bool)
    mask[25:35, 25:35] = True
    mask[:11, :10] = True  # larger, but in a corner
    assert foreground.choose_region(mask)[30, 30]
    assert not foreground.choose_region(mask)[5, 5]


def test_parts_that_a_small_gap_divides_are_one_item():
    mask = np.zeros((100, 100), bool)
    mask[30:49, 30:70] = mask[51:70, 30:70] = True
    assert foreground.choose_region(mask).sum() == mask.sum()

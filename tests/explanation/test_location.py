import numpy as np
import pytest

from fashion_mnist.explanation import location

ITEMS = np.array([[[True, False], [True, False]]] * 3)
MAPS = np.array(
    [
        [[3, 1], [0, 0]],  # three quarters of the heat on the item, as is the maximum
        [[1, 1], [0, 0]],  # the maximum is shared by a pixel on the item and one beside it
        [[0, 0], [0, 0]],
    ],
    np.float32,
)


def test_the_item_is_what_is_brighter_than_the_threshold():
    images = np.array([[[[0.0], [0.1]], [[0.2], [1.0]]]], np.float32)
    expected = [[[False, False], [True, True]]]
    np.testing.assert_array_equal(location.find_items(images, above=0.1), expected)


def test_share_of_heat_on_the_item_leaves_out_maps_without_heat():
    np.testing.assert_allclose(location.share_on_item(MAPS, ITEMS), [0.75, 0.5])


def test_pointing_shares_a_hit_among_equal_maxima_and_needs_heat():
    np.testing.assert_array_equal(location.point(MAPS, ITEMS), [1, 0.5, 0])


def test_a_map_with_a_single_hot_pixel_has_heat():
    np.testing.assert_array_equal(location.has_heat(MAPS), [True, True, False])


def test_the_centre_prior_is_a_gaussian_a_quarter_of_the_image_wide():
    prior = location.centre_prior((3, 5))
    assert prior[1, 2] == 1
    # One row up is 1 / (3 / 4) standard deviations away, one column left 1 / (5 / 4).
    assert prior[0, 2] == pytest.approx(np.exp(-((4 / 3) ** 2) / 2))
    assert prior[0, 1] == pytest.approx(np.exp(-((4 / 3) ** 2 + 0.8**2) / 2))

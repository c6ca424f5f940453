import numpy as np
import pytest

from fashion_mnist.images.arrays import LUMINANCE
from fashion_mnist.robustness import composition
from fashion_mnist.robustness.composition import (
    CONTRAST,
    colour_jitter,
    compose,
    estimate_alpha,
    place_at_random,
    transform,
    turn_into_drawings,
)


def images(n: int = 40) -> np.ndarray:
    """An item of grey 0.6 in the middle of nothing, n times."""
    return np.pad(np.full((n, 4, 4), 0.6, np.float32), ((0, 0), (2, 2), (2, 2)))


def grey(level: int, n: int = 40) -> np.ndarray:
    return np.full((n, 8, 8, 3), level, np.uint8)


def test_composition_follows_from_the_generator():
    first, again = (compose(images(), grey(100), np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32
    assert first.shape == (40, 8, 8, 3)


def test_the_background_is_seen_where_there_is_no_item():
    composed = compose(images(), grey(51), np.random.default_rng(0))
    np.testing.assert_allclose(composed[:, :2], 0.2, rtol=1e-6)


def test_what_is_faint_is_transparent():
    faint = images() * np.float32(0.05 / 0.6)  # half of what is opaque
    composed = compose(faint, grey(0), np.random.default_rng(0))
    assert composed.max() <= 0.5
    assert composed.max() > 0


@pytest.mark.parametrize("level", [0, 60, 128, 200, 255])
def test_items_stand_out_from_their_backgrounds(level):
    composed = compose(images(200), grey(level, 200), np.random.default_rng(0))
    item = composed[:, 3, 3] @ LUMINANCE
    assert np.abs(item - level / 255).min() >= CONTRAST - 1e-5
    assert composed.min() >= 0
    assert composed.max() <= 1


def test_light_parts_are_the_lighter_ones_or_the_darker_ones():
    item = images(100)
    item[:, 3, 3] = 0.9
    composed = compose(item, grey(128, 100), np.random.default_rng(0)) @ LUMINANCE
    lighter = composed[:, 3, 3] > composed[:, 4, 4]
    assert 30 < lighter.sum() < 70


def test_edges_are_part_of_the_item_and_part_of_what_is_behind():
    row = np.array([0, 0.2, 0.8, 0.6, 0.6], np.float32)
    greys, alpha = estimate_alpha(np.tile(row, (1, 3, 1)))
    np.testing.assert_allclose(greys[0, 1], [0.2, 0.8, 0.8, 0.6, 0.6])
    np.testing.assert_allclose(alpha[0, 1], [0, 0.25, 1, 1, 1])


def test_an_empty_image_is_its_background():
    nothing = np.zeros((2, 8, 8), np.float32)
    composed = compose(nothing, grey(255, 2), np.random.default_rng(0))
    np.testing.assert_allclose(composed, 1)


def one_pixel() -> np.ndarray:
    image = np.zeros((1, 5, 5), np.float32)
    image[0, 1, 2] = 1  # above the centre
    return image


def moved(scale: float = 1, degrees: float = 0, shift: tuple[float, float] = (0, 0)) -> np.ndarray:
    return transform(
        one_pixel(), np.array([scale]), np.radians([degrees]), np.array([shift], np.float64)
    )[0]


def test_nothing_changes_nothing():
    np.testing.assert_array_equal(moved(), one_pixel()[0])


def test_shift_is_by_rows_and_columns():
    assert moved(shift=(2, -1))[3, 1] == 1


def test_a_shift_by_half_a_pixel_is_spread_over_two():
    np.testing.assert_allclose(moved(shift=(0, 0.5))[1, 2:4], [0.5, 0.5])


def test_what_leaves_the_image_is_lost():
    assert moved(shift=(-2, 0)).sum() == 0


def test_turning_is_anticlockwise():
    assert moved(degrees=90)[2, 1] == pytest.approx(1, abs=1e-6)


def test_twice_as_large_is_twice_as_far_from_the_centre():
    assert moved(scale=2)[0, 2] == pytest.approx(1)


def test_placed_items_stay_inside():
    full = np.ones((50, 10, 10), np.float32)
    placed = place_at_random(full, np.random.default_rng(0))
    areas = placed.sum((1, 2)) / 100
    assert ((areas > 0.7**2 - 0.03) & (areas < 1)).all()
    assert areas.min() < 0.6
    assert np.ptp(placed.argmax(1).max(1)) > 0


def test_placing_follows_from_the_generator():
    first, again = (place_at_random(images(), np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32


@pytest.fixture
def items():
    """Two hundred bars, upright and in the middle."""
    items = np.zeros((200, 28, 28), np.float32)
    items[:, 6:22, 11:17] = 0.5
    return items


def rng():
    return np.random.default_rng(0)


def spread(images):
    """The standard deviations of the rows and columns that an item covers, each (n,)."""
    points = [np.argwhere(image > 0.1) for image in images]
    return np.array([found.std(axis=0) for found in points]).T


def test_items_are_skewed_but_stay_in_the_picture(items):
    skewed = composition.random_affine(items, rng(), min_scale=1, degrees=0)
    rows, columns = spread(skewed)
    assert rows.std() > 0.3
    assert columns.std() > 0.1
    areas = (skewed > 0.25).sum(axis=(1, 2))
    assert areas.mean() == pytest.approx(16 * 6, rel=0.1)  # stretching keeps the area
    assert skewed[:, [0, -1]].max() < 0.1


def test_a_pair_is_two_smaller_items(items):
    paired = composition.make_pairs(items, rng())
    areas = (paired > 0.25).sum(axis=(1, 2))
    low, high = (2 * scale**2 * 16 * 6 for scale in composition.PAIR_SCALE)
    assert low * 0.6 < areas.mean() < high
    assert (areas < 16 * 6).mean() > 0.9
    assert paired.max() <= 0.5 + 1e-6


def test_prints_and_creases_change_the_item_and_nothing_else(items):
    assert (composition.add_prints_and_creases(items, rng(), prints=0, creases=0) == items).all()
    for shares in ({"prints": 1, "creases": 0}, {"prints": 0, "creases": 1}):
        dressed = composition.add_prints_and_creases(items, rng(), **shares)
        assert (dressed[items == 0] == 0).all()
        assert (dressed[items > 0] >= 0.1).all()
        assert dressed.max() <= 1
        assert (dressed != items).any(axis=(1, 2)).mean() > 0.9


def test_a_share_of_pictures_is_lit_from_one_side():
    grey = np.full((400, 8, 8, 3), 0.5, np.float32)
    lit = composition.light_from_side(grey, rng(), share=0.25)
    changed = (lit != grey).any(axis=(1, 2, 3))
    assert changed.mean() == pytest.approx(0.25, abs=0.05)
    assert lit.dtype == np.float32
    brightest = lit[changed].mean(axis=3).max(axis=(1, 2))
    darkest = lit[changed].mean(axis=3).min(axis=(1, 2))
    assert (brightest - darkest).max() > 0.2


def test_drawings_are_flat_or_outlines():
    item = np.pad(np.full((40, 7, 7), 0.6, np.float32), ((0, 0), (2, 2), (2, 2)))
    item[:, 4, 4] = 0.3
    drawn = turn_into_drawings(item, np.random.default_rng(0))
    flat = np.pad(np.full((7, 7), 2 / 3), 2)
    flat[4, 4] = 1 / 3
    outline = np.pad(np.zeros((3, 3)), 2, constant_values=1)  # of two pixels
    is_flat = drawn[:, 5, 5] > 0
    assert 10 < is_flat.sum() < 30
    np.testing.assert_allclose(drawn[is_flat], np.tile(flat, (is_flat.sum(), 1, 1)), rtol=1e-6)
    expected = np.tile(np.pad(outline, 2), ((~is_flat).sum(), 1, 1))
    np.testing.assert_allclose(drawn[~is_flat], expected, rtol=1e-6)


def test_a_share_of_pictures_get_other_colours():
    pictures = np.random.default_rng(1).random((1000, 4, 4, 3), np.float32)
    first, again = (colour_jitter(pictures, np.random.default_rng(0), 0.8) for _ in range(2))
    np.testing.assert_array_equal(first, again, strict=True)
    is_changed = (first != pictures).any(axis=(1, 2, 3))
    assert is_changed.mean() == pytest.approx(0.8, abs=0.05)
    assert first.min() >= 0
    assert first.max() <= 1


def test_jitter_keeps_the_order_of_greys_and_white_is_tinted():
    ramp = np.linspace(0.3, 0.5, 8, dtype=np.float32)[:, None, None] * np.ones((40, 8, 8, 3))
    changed = colour_jitter(ramp.astype(np.float32), np.random.default_rng(0), 1)
    assert (np.diff(changed, axis=1) >= 0).all()
    np.testing.assert_allclose(changed[:, :, 0], changed[:, :, 7])
    tints = changed[:, 4, 0, 0] / changed[:, 4, 0, 2]
    assert 0.6 <= tints.min() < 0.9
    assert 1.1 < tints.max() <= 1.25 / 0.75

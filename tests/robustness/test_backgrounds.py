from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from fashion_mnist.robustness import backgrounds
from fashion_mnist.robustness.backgrounds import KINDS


@pytest.mark.parametrize("part", ["train", "validation", "test"])
@pytest.mark.parametrize("kind", KINDS)
def test_backgrounds_follow_from_the_generator(kind, part):
    first, again, other = (
        backgrounds.make_backgrounds(kind, part, 6, 28, np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert first.shape == (6, 28, 28, 3)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("part", ["train", "validation", "test"])
@pytest.mark.parametrize("size", [300, 520])  # of the smallest photograph, and larger than some
def test_small_photographs_are_enlarged_for_large_images(part, size):
    made = backgrounds.make_backgrounds("photograph", part, 9, size, np.random.default_rng(0))
    assert made.shape == (9, size, size, 3)
    assert (made.max(axis=(1, 2, 3)) > made.min(axis=(1, 2, 3))).all()


@pytest.mark.parametrize("table", [backgrounds.PHOTOGRAPHS, backgrounds.TEXTURES])
def test_no_two_parts_share_a_source(table):
    assert sorted(table) == ["test", "train", "validation"]
    for one, other in combinations(table.values(), 2):
        assert not set(one) & set(other)


def test_no_photograph_is_a_texture_of_another_part():
    sources = [
        s for table in (backgrounds.PHOTOGRAPHS, backgrounds.TEXTURES) for s in table.items()
    ]
    names = [Path(name).name for _, part in sources for name in part]
    assert len(names) == len(set(names))


def test_plain_is_one_colour_an_image():
    plain = backgrounds.make_backgrounds("plain", "train", 3, 4, np.random.default_rng(0))
    assert (plain == plain[:, :1, :1]).all()
    assert len(np.unique(plain[:, 0, 0], axis=0)) == 3


def test_sums_of_all_above_and_left():
    picture = np.array([[1, 2], [3, 4]], np.uint8)[..., None]
    expected = [[0, 0, 0], [0, 1, 3], [0, 4, 10]]
    np.testing.assert_array_equal(backgrounds.summed_area(picture)[..., 0], expected)


def test_a_crop_of_the_smallest_side_is_a_part_of_the_picture():
    picture = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    sums = backgrounds.summed_area(picture)
    crop = backgrounds.crops(sums, 50, 2, np.random.default_rng(0))  # only 2 fits into 2
    mirrored = (crop == picture[:, ::-1]).all((1, 2, 3))
    assert ((crop == picture).all((1, 2, 3)) | mirrored).all()
    assert 0 < mirrored.sum() < 50


def test_a_pixel_of_a_crop_is_the_mean_of_what_it_covers():
    chessboard = np.tile(np.array([[0, 200], [200, 0]], np.uint8), (40, 40))
    sums = backgrounds.summed_area(np.repeat(chessboard[..., None], 3, axis=2))
    crops = backgrounds.crops(sums, 50, 1, np.random.default_rng(0))
    large = np.abs(crops.astype(int) - 100) <= 34  # all but a few crops of 1 and 2 pixels
    assert large.mean() > 0.5


@pytest.mark.parametrize("family", [backgrounds.gradient, *backgrounds.FAMILIES.values()])
def test_fields_are_in_range_and_vary(family):
    field = family(20, 28, np.random.default_rng(0))
    assert field.shape == (20, 28, 28)
    assert field.dtype == np.float32
    assert field.min() >= 0
    assert field.max() <= 1
    assert np.std(field, axis=(1, 2)).mean() > 0.05


def test_noise_that_is_drawn_out_is_linear_between_its_cells():
    np.testing.assert_allclose(backgrounds.interpolation(2, 3) @ [0, 1], [0, 0.5, 1])

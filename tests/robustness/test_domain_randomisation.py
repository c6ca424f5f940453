import numpy as np
import pytest

from fashion_mnist.parameters.robust import Randomisation
from fashion_mnist.robustness import domain_randomisation


def randomisation(**changes):
    return Randomisation(**{"kinds": ["plain", "photograph"], "backgrounds": 8} | changes)


@pytest.fixture
def images():
    """Four images of a bright square."""
    images = np.zeros((4, 6, 6, 1), np.float32)
    images[:, 2:4, 2:4] = 0.8
    return images


@pytest.fixture
def red():
    return np.full((1, 6, 6, 3), (255, 0, 0), np.uint8)


def test_as_many_backgrounds_of_each_kind():
    backgrounds = domain_randomisation.mix_backgrounds(
        randomisation(), "train", 5, np.random.default_rng(0)
    )
    assert backgrounds.shape == (8, 5, 5, 3)
    is_plain = (backgrounds == backgrounds[:, :1, :1]).all(axis=(1, 2, 3))
    assert is_plain.tolist() == [True] * 4 + [False] * 4


def test_images_that_stay_as_they_are_have_three_equal_colours(images, red):
    same = domain_randomisation.randomise(
        images, red, randomisation(share=0), np.random.default_rng(0)
    )
    assert same.shape == (4, 6, 6, 3)
    assert (same == images).all()


def test_images_on_a_background_show_it_where_they_are_empty(images, red):
    options = randomisation(share=1, smallest=1, degrees=0)
    composed = domain_randomisation.randomise(images, red, options, np.random.default_rng(0))
    assert (composed[:, 0, 0] == (1, 0, 0)).all()
    assert not (composed[:, 2, 2] == (1, 0, 0)).all(axis=1).any()
    assert composed.dtype == np.float32


def test_a_share_of_the_images_is_put_onto_a_background(red):
    empty = np.zeros((2000, 6, 6, 1), np.float32)
    composed = domain_randomisation.randomise(
        empty, red, randomisation(share=0.25), np.random.default_rng(0)
    )
    assert (composed[:, 0, 0, 0] == 1).mean() == pytest.approx(0.25, abs=0.03)


def test_the_same_random_numbers_give_the_same_images(images, red):
    first, again, other = (
        domain_randomisation.randomise(images, red, randomisation(), np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()

import numpy as np
import pytest

from fashion_mnist.parameters.robust import Randomisation
from fashion_mnist.robustness import domain_randomisation
from fashion_mnist.robustness.domain_randomisation import randomise


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


def test_training_and_validation_have_backgrounds_from_different_sources(monkeypatch):
    made = []

    def make_backgrounds(kind, part, n, size, rng):
        made.append((kind, part, n))
        return rng.integers(256, size=(n, size, size, 3), dtype=np.uint8)

    monkeypatch.setattr(domain_randomisation, "make_backgrounds", make_backgrounds)
    train, validation = domain_randomisation.make_all_backgrounds(randomisation(), 5, seed=0)
    assert made == [
        ("plain", "train", 4),
        ("photograph", "train", 4),
        ("plain", "validation", 4),
        ("photograph", "validation", 4),
    ]
    assert train.shape == validation.shape == (8, 5, 5, 3)
    assert not np.array_equal(train, validation)


def test_the_same_seed_gives_the_same_backgrounds():
    first, again, other = (
        domain_randomisation.make_all_backgrounds(randomisation(), 5, seed) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_images_that_stay_as_they_are_have_three_equal_colours(images, red):
    same = randomise(images, 0, red, randomisation(share=0))
    assert same.shape == (4, 6, 6, 3)
    assert (same == images).all()


def test_images_on_a_background_show_it_where_they_are_empty(images, red):
    options = randomisation(share=1, smallest=1, degrees=0)
    composed = randomise(images, 0, red, options)
    assert (composed[:, 0, 0] == (1, 0, 0)).all()
    assert not (composed[:, 2, 2] == (1, 0, 0)).all(axis=1).any()
    assert composed.dtype == np.float32


def test_a_share_of_the_images_is_put_onto_a_background(red):
    empty = np.zeros((2000, 6, 6, 1), np.float32)
    composed = randomise(empty, 0, red, randomisation(share=0.25))
    assert (composed[:, 0, 0, 0] == 1).mean() == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("seeds", [(1, 1, 2), ([1, 5], np.array([1, 5]), [1, 6])])
def test_the_same_seed_gives_the_same_images(images, red, seeds):
    first, again, other = (randomise(images, seed, red, randomisation()) for seed in seeds)
    assert (first == again).all()
    assert (first != other).any()

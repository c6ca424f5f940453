from functools import partial

import numpy as np
import pytest

from fashion_mnist.images.arrays import BRIGHTNESS
from fashion_mnist.robustness import domain_randomisation
from fashion_mnist.robustness.backgrounds import Randomisation
from fashion_mnist.robustness.domain_randomisation import (
    DomainRandomisation,
    TrainingPhotographs,
    compose_batch,
    make_all_backgrounds,
    randomise,
)


def randomisation(**changes):
    return Randomisation(**{"kinds": ["plain", "photograph"], "backgrounds": 8} | changes)


@pytest.fixture
def images():
    """Four images of a bright square."""
    images = np.zeros((4, 6, 6, 1), np.float32)
    images[:, 2:4, 2:4] = 0.8
    return images


SIZED = np.zeros((1, 5, 5, 1), np.float32)
CLASSES = ["coat", "boot"]
COATS, BOOTS = (np.eye(2, dtype=np.float32)[[label] * 4] for label in (0, 1))


@pytest.fixture
def red():
    return np.full((1, 6, 6, 3), (255, 0, 0), np.uint8)


def test_as_many_backgrounds_of_each_kind():
    backgrounds, _ = make_all_backgrounds(SIZED, randomisation(), seed=0)
    assert backgrounds.shape == (8, 5, 5, 3)
    is_plain = (backgrounds == backgrounds[:, :1, :1]).all(axis=(1, 2, 3))
    assert is_plain.tolist() == [True] * 4 + [False] * 4


def test_there_is_a_background_of_each_kind():
    made = make_all_backgrounds(SIZED, randomisation(backgrounds=1), seed=0)
    assert [part.shape for part in made] == [(2, 5, 5, 3)] * 2


def test_training_and_validation_have_backgrounds_from_different_sources(monkeypatch):
    made = []

    def make_backgrounds(kind, part, n, size, rng):
        made.append((kind, part, n))
        return rng.integers(256, size=(n, size, size, 3), dtype=np.uint8)

    monkeypatch.setattr(domain_randomisation, "make_backgrounds", make_backgrounds)
    train, validation = make_all_backgrounds(SIZED, randomisation(), seed=0)
    assert made == [
        ("plain", "train", 4),
        ("photograph", "train", 4),
        ("plain", "validation", 4),
        ("photograph", "validation", 4),
    ]
    assert train.shape == validation.shape == (8, 5, 5, 3)
    assert not np.array_equal(train, validation)


def test_the_same_seed_gives_the_same_backgrounds():
    first, again, other = (make_all_backgrounds(SIZED, randomisation(), seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_images_that_stay_as_they_are_have_three_equal_colours(images, red):
    same = randomise(images, COATS, 0, DomainRandomisation(red, randomisation(share=0), CLASSES))
    assert same.shape == (4, 6, 6, 3)
    assert (same == images).all()


def test_images_on_a_background_show_it_where_they_are_empty(images, red):
    options = randomisation(share=1, min_scale=1, degrees=0)
    composed = randomise(images, COATS, 0, DomainRandomisation(red, options, CLASSES))
    assert (composed[:, 0, 0] == (1, 0, 0)).all()
    assert not (composed[:, 2, 2] == (1, 0, 0)).all(axis=1).any()
    assert composed.dtype == np.float32


def test_a_share_of_the_images_is_put_onto_a_background(red):
    empty = np.zeros((2000, 6, 6, 1), np.float32)
    labels = np.zeros((2000, 2), np.float32)
    composed = randomise(
        empty, labels, 0, DomainRandomisation(red, randomisation(share=0.25), CLASSES)
    )
    assert (composed[:, 0, 0, 0] == 1).mean() == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("seeds", [(1, 1, 2), ([1, 5], np.array([1, 5]), [1, 6])])
def test_the_same_seed_gives_the_same_images(images, red, seeds):
    options = randomisation(prints=0.5, creases=0.5, side_light=0.5, pairs=["coat"])
    first, again, other = (
        randomise(images, COATS, seed, DomainRandomisation(red, options, CLASSES)) for seed in seeds
    )
    assert (first == again).all()
    assert (first != other).any()


def test_only_items_of_some_classes_become_pairs(images, red):
    options = randomisation(share=1, min_scale=1, degrees=0, pairs=["boot", "of another set"])
    single, pairs = (
        randomise(
            np.tile(images, (9, 1, 1, 1)),
            np.tile(labels, (9, 1)),
            0,
            DomainRandomisation(red, options, CLASSES),
        )
        for labels in (COATS, BOOTS)
    )
    different = (single != pairs).any(axis=(1, 2, 3)).mean()
    assert 0.2 < different < 0.8


@pytest.fixture
def photographs():
    """Squares of two photographs: all green, which may be of any class, and all blue."""
    squares = np.zeros((2, 26, 26, 3), np.uint8)
    squares[0, ..., 1] = squares[1, ..., 2] = 255
    return TrainingPhotographs(squares, np.array([[1, 1], [0.5, 0.5]], np.float32), 0.5, jittered=0)


def test_a_share_of_a_batch_are_photographs_with_their_labels(images, red, photographs):
    domain = DomainRandomisation(red, randomisation(share=1, min_scale=1, degrees=0), CLASSES)
    compose = partial(compose_batch, images, COATS, np.array([3, 4]), domain)
    before, labels = compose()
    np.testing.assert_array_equal(labels, COATS)
    mixed, labels = compose(photographs)
    is_photograph = mixed[:, 0, 0, 0] == 0
    assert is_photograph.sum() == 2
    rest = mixed[~is_photograph]
    assert {image.tobytes() for image in rest} == {image.tobytes() for image in before[2:]}
    np.testing.assert_array_equal(labels[~is_photograph], COATS[2:])
    is_green = mixed[is_photograph, 0, 0, 1] == 1
    expected = np.where(is_green[:, None], [1, 1], [0.5, 0.5])
    np.testing.assert_array_equal(labels[is_photograph], expected)


def test_photographs_get_other_colours_by_jitter(images, red, photographs):
    grey = photographs._replace(squares=np.full_like(photographs.squares, 100), jittered=1)
    domain = DomainRandomisation(red, randomisation(share=0, empty=0, side_light=0), CLASSES)
    mixed, _ = compose_batch(images, COATS, np.array([3, 4]), domain, grey)
    tints = np.ptp(mixed[:, 0, 0], axis=1)
    assert (tints > 0).sum() == 2


def test_both_halves_of_a_batch_have_photographs(images, red, photographs):
    domain = DomainRandomisation(red, randomisation(empty=0), CLASSES)
    many, labels = np.tile(images, (32, 1, 1, 1)), np.tile(COATS, (32, 1))
    compose = partial(compose_batch, many, labels, randomisation=domain)
    first, again, other = (
        compose(seed=np.array([seed, 4]), photographs=photographs)[0] for seed in (3, 3, 5)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    is_photograph = (first.reshape(128, -1, 3)[..., 0] == 0).all(axis=1)
    assert is_photograph.sum() == 64
    assert 22 < is_photograph[:64].sum() < 42  # 32 by chance, with a standard deviation of 2.8


def test_backgrounds_with_nothing_on_them_are_of_no_class(images, red):
    domain = DomainRandomisation(red, randomisation(empty=1), CLASSES)
    shown, labels = compose_batch(images, COATS, np.array([3, 4]), domain)
    np.testing.assert_array_equal(shown, np.broadcast_to(red / np.float32(255), shown.shape))
    np.testing.assert_array_equal(labels, np.full((4, 2), 0.5, np.float32))
    assert labels.dtype == np.float32


def test_a_batch_is_composed_of_brightness_and_scaled_to_the_levels(images, red, photographs):
    domain = DomainRandomisation(red, randomisation(share=0.5, empty=0.2), CLASSES)
    compose = partial(compose_batch, images, COATS, np.array([3, 4]), domain, photographs)
    (bright, labels), (negative, of_negative) = compose(), compose(levels=1 - BRIGHTNESS)
    np.testing.assert_allclose(negative, 1 - bright, atol=1e-6)
    np.testing.assert_array_equal(labels, of_negative)

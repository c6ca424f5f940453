import numpy as np
import pytest

from fashion_mnist.pictures import novelty

RNG = np.random.default_rng(0)


def near(centre, n):
    return (centre + RNG.normal(0, 0.1, (n, 60))).astype(np.float32)


TRAIN, VALIDATION = near(0, 300), near(0, 200)


@pytest.fixture(scope="module")
def familiarity():
    return novelty.learn_familiarity(TRAIN, VALIDATION, share=0.9, seed=0)


def test_the_stated_share_of_validation_images_is_familiar(familiarity):
    assert novelty.is_familiar(familiarity, VALIDATION).mean() == pytest.approx(0.9, abs=0.01)


def test_what_is_elsewhere_is_not_familiar(familiarity):
    assert not novelty.is_familiar(familiarity, TRAIN[:5] + RNG.choice([-1, 1], (5, 60))).any()


def test_the_distance_is_that_to_the_fifth_nearest(familiarity):
    # A training image is its own nearest; the others are counted from there.
    reduced = familiarity.components.transform(TRAIN)
    expected = np.sort(np.linalg.norm(reduced - reduced[7], axis=1))[4]
    assert novelty.measure_distance(familiarity, TRAIN[7:8])[0] == pytest.approx(expected, rel=1e-3)

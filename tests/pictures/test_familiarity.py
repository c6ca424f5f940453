import numpy as np
import pytest

from fashion_mnist.pictures.familiarity import (
    COMPONENTS,
    is_any_familiar,
    is_familiar,
    learn_familiarity,
    measure_distance,
)

RNG = np.random.default_rng(0)


def near(centre, n):
    return (centre + RNG.normal(0, 0.1, (n, 60))).astype(np.float32)


TRAIN, VALIDATION = near(0, 300), near(0, 200)


@pytest.fixture(scope="module")
def familiarity():
    return learn_familiarity(TRAIN, VALIDATION, share=0.9)


def test_the_stated_share_of_validation_images_is_familiar(familiarity):
    assert is_familiar(familiarity, VALIDATION).mean() == pytest.approx(0.9, abs=0.01)


def test_what_is_elsewhere_is_not_familiar(familiarity):
    assert not is_familiar(familiarity, TRAIN[:5] + RNG.choice([-1, 1], (5, 60))).any()


def test_the_distance_is_that_to_the_fifth_nearest(familiarity):
    # A training image is its own nearest; the others are counted from there.
    components = familiarity.components
    reduced = components.transform(TRAIN)
    left_out = np.linalg.norm(TRAIN - components.inverse_transform(reduced), axis=1)
    reduced = np.column_stack([reduced, left_out])
    expected = np.sort(np.linalg.norm(reduced - reduced[7], axis=1))[4]
    assert measure_distance(familiarity, TRAIN[7:8])[0] == pytest.approx(expected, rel=1e-3)


def test_what_the_components_leave_out_counts():
    plane = near(0, 300) * (np.arange(60) < COMPONENTS)
    familiarity = learn_familiarity(plane[:200], plane[200:], share=0.9)
    outside = plane[:5] + (np.arange(60) == 59)
    assert not is_familiar(familiarity, outside).any()


def test_an_image_is_familiar_if_one_of_its_views_is(familiarity):
    known, strange = TRAIN[:1], TRAIN[:1] + 5
    views = [np.concatenate([known, strange, strange]), np.concatenate([strange, known, strange])]
    images = [view.reshape(3, 6, 10) for view in views]
    assert is_any_familiar(familiarity, images).tolist() == [True, True, False]

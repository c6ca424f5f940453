import numpy as np
import pytest

from fashion_mnist.pictures.ood import fit_ood_detector, is_in_distribution, ood_score

RNG = np.random.default_rng(0)


def as_they_are(features):
    return features


def near(centre, n):
    return (centre + RNG.normal(0, 0.1, (n, 60))).astype(np.float32)


LEFT, RIGHT = np.zeros(60), np.eye(60)[0]
KNOWN, LABELS = np.concatenate([near(LEFT, 150), near(RIGHT, 150)]), np.repeat([3, 7], 150)
HELD_OUT = np.concatenate([near(LEFT, 100), near(RIGHT, 100)])[np.newaxis]
UNLIKE = (0.5 + RNG.normal(0, 1, (300, 60))).astype(np.float32)


@pytest.fixture(scope="module")
def detector():
    return fit_ood_detector(as_they_are, KNOWN, LABELS, [UNLIKE], HELD_OUT, share=0.9)


def test_the_stated_share_of_what_is_held_out_is_familiar(detector):
    assert is_in_distribution(detector, HELD_OUT).mean() == pytest.approx(0.9, abs=0.01)


def test_what_is_like_the_unlike_is_not_familiar(detector):
    assert not is_in_distribution(detector, UNLIKE[np.newaxis]).any()


def test_the_distance_is_to_the_nearest_class_less_that_to_the_unlike():
    # About its mean (0, 0) or (8, 0), a class has the variances 1 and 4; the unlike are about
    # (4, 4) with the variances 4 and 4.
    corners = np.array([[1, 2], [1, -2], [-1, 2], [-1, -2]], np.float32)
    known = np.concatenate([corners, corners + np.array([8, 0])]).astype(np.float32)
    unlike = np.array([[2, 2], [2, 6], [6, 2], [6, 6]], np.float32)
    labels, unlike = np.repeat([0, 1], 4), [unlike[:2], unlike[2:]]
    learned = fit_ood_detector(as_they_are, known, labels, unlike, [known], 0.9)
    asked = np.array([[[0, 0], [7, 2]]], np.float32)
    expected = [0 - (16 / 4 + 16 / 4), (1 / 1 + 4 / 4) - (9 / 4 + 4 / 4)]
    np.testing.assert_allclose(ood_score(learned, asked), expected, atol=1e-5)


def test_the_distances_of_several_crops_are_averaged(detector):
    first, second = HELD_OUT[:, :5], UNLIKE[np.newaxis, :5]
    each = [ood_score(detector, crop) for crop in (first, second)]
    both = ood_score(detector, np.concatenate([first, second]))
    np.testing.assert_allclose(both, np.mean(each, axis=0))

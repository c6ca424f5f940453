import numpy as np

from fashion_mnist.explanation import deletion_insertion

IMAGES = np.array([[[[0.1], [0.2]], [[0.3], [0.4]]]], np.float32)
MAPS = np.array([[[0.2, 0.9], [0.0, 0.5]]], np.float32)  # hottest first: 0.2, 0.4, 0.1, 0.3
FRACTIONS = np.array([0, 0.5, 1])


def test_pixels_are_ranked_from_the_hottest():
    np.testing.assert_array_equal(deletion_insertion.rank_pixels(MAPS, 0), [[[2, 0], [3, 1]]])


def test_ties_are_broken_at_random_by_the_seed():
    maps = np.array([[[1, 0, 0, 0, 0, 0, 0, 2]]], np.float32)
    one, again, other = (deletion_insertion.rank_pixels(maps, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert one.ravel().tolist() != other.ravel().tolist()
    for places in (one, other):
        assert (places[0, 0, 7], places[0, 0, 0]) == (0, 1)
        assert sorted(places.ravel()) == list(range(8))


def test_deletion_removes_the_hottest_pixels_and_insertion_shows_them_alone():
    places = deletion_insertion.rank_pixels(MAPS, 0)
    deleted, inserted = (
        deletion_insertion.perturb(IMAGES, places, 2, c) for c in deletion_insertion.CURVES
    )
    np.testing.assert_array_equal(deleted[0, ..., 0], np.float32([[0.1, 0], [0.3, 0]]))
    np.testing.assert_array_equal(inserted[0, ..., 0], np.float32([[0, 0.2], [0, 0.4]]))


def test_curves_follow_the_probability_of_each_images_class():
    def predict(images):  # the second class has the mean brightness
        brightness = images.mean(axis=(1, 2, 3))
        return np.stack([1 - brightness, brightness], axis=1)

    images, maps = np.repeat(IMAGES, 2, axis=0), np.repeat(MAPS, 2, axis=0)
    curves = deletion_insertion.follow(predict, images, np.array([1, 0]), maps, FRACTIONS, seed=0)
    np.testing.assert_allclose(curves["deletion"][:, 0], [0.25, 0.1, 0], atol=1e-7)
    np.testing.assert_allclose(curves["insertion"][:, 0], [0, 0.15, 0.25], atol=1e-7)
    np.testing.assert_allclose(curves["insertion"][:, 1], [1, 0.85, 0.75], atol=1e-7)


def test_the_area_is_that_of_trapezoids():
    curve = np.array([[1, 0], [0.5, 0], [0, 1]])
    np.testing.assert_allclose(deletion_insertion.area(curve, FRACTIONS), [0.5, 0.25])

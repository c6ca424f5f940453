import keras
import numpy as np
import pytest
from scipy.stats import spearmanr

from fashion_mnist.explanation import measures
from fashion_mnist.explanation.measures import randomise_downwards, rank_correlation
from fashion_mnist.networks.architectures import build_network

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
    np.testing.assert_array_equal(measures.find_items(images, above=0.1), expected)


def test_share_of_heat_on_the_item_leaves_out_maps_without_heat():
    np.testing.assert_allclose(measures.share_on_item(MAPS, ITEMS), [0.75, 0.5])


def test_pointing_shares_a_hit_among_equal_maxima_and_needs_heat():
    np.testing.assert_array_equal(measures.point(MAPS, ITEMS), [1, 0.5, 0])


def test_a_map_with_a_single_hot_pixel_has_heat():
    np.testing.assert_array_equal(measures.has_heat(MAPS), [True, True, False])


def test_the_centre_prior_is_a_gaussian_a_quarter_of_the_image_wide():
    prior = measures.centre_prior((3, 5))
    assert prior[1, 2] == 1
    # One row up is 1 / (3 / 4) standard deviations away, one column left 1 / (5 / 4).
    assert prior[0, 2] == pytest.approx(np.exp(-((4 / 3) ** 2) / 2))
    assert prior[0, 1] == pytest.approx(np.exp(-((4 / 3) ** 2 + 0.8**2) / 2))


IMAGES = np.array([[[[0.1], [0.2]], [[0.3], [0.4]]]], np.float32)
DELETION_INSERTION_MAPS = np.array(
    [[[0.2, 0.9], [0.0, 0.5]]], np.float32
)  # hottest first: 0.2, 0.4, 0.1, 0.3
FRACTIONS = np.array([0, 0.5, 1])


def test_pixels_are_ranked_from_the_hottest():
    np.testing.assert_array_equal(
        measures.rank_pixels(DELETION_INSERTION_MAPS, 0), [[[2, 0], [3, 1]]]
    )


def test_ties_are_broken_at_random_by_the_seed():
    maps = np.array([[[1, 0, 0, 0, 0, 0, 0, 2]]], np.float32)
    one, again, other = (measures.rank_pixels(maps, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert one.ravel().tolist() != other.ravel().tolist()
    for places in (one, other):
        assert (places[0, 0, 7], places[0, 0, 0]) == (0, 1)
        assert sorted(places.ravel()) == list(range(8))


def test_deletion_removes_the_hottest_pixels_and_insertion_shows_them_alone():
    seen = []

    def predict(images):
        seen.append(images)
        return np.zeros((len(images), 2))

    measures.follow(predict, IMAGES, np.array([0]), DELETION_INSERTION_MAPS, FRACTIONS, seed=0)
    deleted, inserted = (images[1, ..., 0] for images in seen)
    np.testing.assert_array_equal(deleted, np.float32([[0.1, 0], [0.3, 0]]))
    np.testing.assert_array_equal(inserted, np.float32([[0, 0.2], [0, 0.4]]))


def test_curves_follow_the_probability_of_each_images_class():
    def predict(images):  # the second class has the mean brightness
        brightness = images.mean(axis=(1, 2, 3))
        return np.stack([1 - brightness, brightness], axis=1)

    images, maps = np.repeat(IMAGES, 2, axis=0), np.repeat(DELETION_INSERTION_MAPS, 2, axis=0)
    curves = measures.follow(predict, images, np.array([1, 0]), maps, FRACTIONS, seed=0)
    np.testing.assert_allclose(curves["deletion"][:, 0], [0.25, 0.1, 0], atol=1e-7)
    np.testing.assert_allclose(curves["insertion"][:, 0], [0, 0.15, 0.25], atol=1e-7)
    np.testing.assert_allclose(curves["insertion"][:, 1], [1, 0.85, 0.75], atol=1e-7)


def test_it_is_spearmans_rank_correlation():
    maps, others = np.random.default_rng(0).integers(0, 4, (2, 5, 3, 3))  # with ties
    expected = [
        spearmanr(*pair).statistic
        for pair in zip(maps.reshape(5, 9), others.reshape(5, 9), strict=True)
    ]
    np.testing.assert_allclose(rank_correlation(maps, others), expected)


def test_only_the_order_counts():
    maps = np.array([[[1, 2], [3, 4]]])
    assert rank_correlation(maps, maps**3) == pytest.approx([1])
    assert rank_correlation(maps, -maps) == pytest.approx([-1])


def test_pairs_with_a_map_that_is_the_same_everywhere_are_left_out():
    maps = np.array([[[1, 2], [3, 4]], [[0, 0], [0, 0]], [[1, 2], [3, 4]]])
    others = np.array([[[1, 2], [3, 4]], [[1, 2], [3, 4]], [[5, 5], [5, 5]]])
    assert rank_correlation(maps, others) == pytest.approx([1])
    assert rank_correlation(maps[1:], others[1:]).shape == (0,)


def test_layers_with_weights_are_reinitialised_from_the_logits_down():
    """The seed is that of the training: what it drew at first must not come back."""
    keras.utils.set_random_seed(0)
    network = build_network("cnn", (18, 18, 1), 3)
    trained = {layer.name: layer.get_weights() for layer in network.layers}
    done = []
    for name in randomise_downwards(network, seed=0):
        done.append(name)
        for layer in (layer for layer in network.layers if layer.weights):
            same = np.array_equal(layer.kernel, trained[layer.name][0])
            assert same == (layer.name not in done), (name, layer.name)
    assert done == ["logits", "dense", "conv3", "conv2", "conv1"]


def test_normalisation_forgets_its_averages():
    network = build_network("resnet", (8, 8, 1), 3)
    norm = network.get_layer("stem_norm")
    norm.set_weights([np.full(32, 7.0)] * 4)
    assert "stem_norm" in list(randomise_downwards(network, seed=1))
    np.testing.assert_array_equal(norm.get_weights(), np.repeat([[1], [0], [0], [1]], 32, axis=1))


def test_the_seed_decides_the_new_weights():
    kernels = []
    for seed in (1, 1, 2):
        network = build_network("cnn", (18, 18, 1), 3)
        list(randomise_downwards(network, seed))
        kernels.append(network.get_layer("conv1").kernel.numpy())
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[0], kernels[2])

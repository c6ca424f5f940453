import keras
import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from fashion_mnist.explanation import assessment
from fashion_mnist.explanation.assessment import Explanation, randomise_cascading, rank_correlation
from fashion_mnist.explanation.gradcam import METHODS, make_explainer
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.pipelines.data_engineering.pipeline import normalise

OPTIONS = Explanation(images=6, steps=2)
LABELS = np.repeat([0, 1, 2], 4).astype(np.uint8)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return build_network("cnn", (18, 18, 1), 3)


@pytest.fixture(scope="module")
def images():
    """Noise on the left half of black images."""
    pixels = np.random.default_rng(0).integers(1, 256, (12, 18, 18, 1), np.uint8)
    pixels[:, :, 9:] = 0
    return normalise(pixels)


@pytest.fixture(scope="module")
def assessed(network, images):
    block = Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}},
        measured_layers=["conv2"],
    )
    return assessment.assess(network, images, LABELS, block, OPTIONS, seed=0)


def values(table, measure):
    rows = table[table["measure"] == measure]
    return rows.set_index(["layer", "method"])["value"].to_dict()


def test_every_map_and_baseline_has_its_measures(assessed):
    measures, _ = assessed
    maps = {(layer, method) for layer in ("conv2", "conv3") for method in METHODS}
    baselines = {("conv2", "random"), ("conv3", "random"), ("any", "centre"), ("any", "image")}
    assert set(values(measures, "pointing_game")) == maps | baselines | {("any", "chance")}
    assert set(values(measures, "insertion")) == maps | baselines
    assert set(values(measures, "mirror_image")) == maps
    randomised = measures[measures["measure"] == "randomised"]
    assert randomised["down_to"].unique().tolist() == ["logits", "dense", "conv3", "conv2", "conv1"]
    assert len(randomised) == 5 * len(maps)


def test_baselines_score_what_they_must(assessed):
    measures, _ = assessed
    on_item, pointing = (values(measures, name) for name in ("heat_on_item", "pointing_game"))
    assert on_item["any", "chance"] == pytest.approx(0.5, abs=0.01)
    assert on_item["any", "centre"] == pytest.approx(0.5, abs=0.01)
    assert on_item["any", "image"] == pytest.approx(1)
    assert pointing["any", "image"] == 1
    assert pointing["any", "centre"] == pytest.approx(0.5, abs=0.05)  # two of four central pixels


def test_slow_measures_take_the_sample(assessed):
    measures, points = assessed
    images = measures.groupby("measure")["images"].max()
    assert images["pointing_game"] == images["mirror_image"] == 12
    assert images["deletion"] == images["randomised"] == points["images"].max() == 6
    assert sorted(points["fraction"].unique()) == [0, 0.5, 1]


def test_deletion_begins_where_insertion_ends(assessed):
    _, points = assessed
    table = points.set_index(["measure", "fraction", "layer", "method"])["value"].unstack([2, 3])  # noqa: PD010
    np.testing.assert_allclose(table.loc[("deletion", 0)], table.loc[("insertion", 1)], rtol=1e-5)
    assert table.loc[("deletion", 0)].nunique() == 1  # noqa: PD101  nothing has been removed yet


def test_a_network_that_cannot_tell_left_from_right_explains_mirror_images_alike():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((6, 6, 1))
    convolution = keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="maps")
    pooled = keras.layers.GlobalAveragePooling2D()(convolution(inputs))
    network = keras.Model(inputs, keras.layers.Dense(3, name="logits")(pooled))
    convolution.kernel.assign(convolution.kernel + convolution.kernel[:, ::-1])

    images = np.random.default_rng(0).random((12, 6, 6, 1), np.float32)
    explainers = {("maps", method): make_explainer(network, "maps", method) for method in METHODS}
    maps = {name: explain(images, LABELS) for name, explain in explainers.items()}
    mirrored = assessment.explain_mirrored(explainers, images, LABELS)
    rows = assessment.correlate("mirror_image", maps, mirrored)
    assert [row["value"] for row in rows] == pytest.approx([1, 1], abs=1e-3)
    convolution.kernel.assign(convolution.kernel * np.array([[0], [1], [2]]).reshape(1, 3, 1, 1))
    askew = {name: explain(images, LABELS) for name, explain in explainers.items()}
    mirrored = assessment.explain_mirrored(explainers, images, LABELS)
    rows = assessment.correlate("mirror_image", askew, mirrored)
    assert all(row["value"] < 0.9 for row in rows)


def test_the_network_is_left_as_it_is(network, images):
    before = network.get_weights()
    maps = {("conv2", "Grad-CAM"): make_explainer(network, "conv2")(images[:], LABELS)}
    list(assessment.compare_randomised(network, images[:], LABELS, maps, seed=0))
    for one, two in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_mean_has_students_interval():
    estimate = assessment.estimate_mean(np.array([1.0, 2.0, 3.0]))
    half = 4.302653 * 1 / 3**0.5  # the quantile for two degrees of freedom, and the standard error
    assert estimate == pytest.approx({"value": 2, "low": 2 - half, "high": 2 + half, "images": 3})


@pytest.mark.parametrize(("values", "mean"), [([], np.nan), ([0.5], 0.5)])
def test_a_mean_of_too_few_values_has_no_interval(values, mean):
    estimate = assessment.estimate_mean(np.array(values))
    expected = {"value": mean, "low": np.nan, "high": np.nan, "images": len(values)}
    assert estimate == pytest.approx(expected, nan_ok=True)


def test_a_share_has_wilsons_interval():
    # With z = 1.96: centre (0 + z^2 / 20) / (1 + z^2 / 10), and as much to either side.
    estimate = assessment.estimate_share(np.zeros(10))
    assert estimate == pytest.approx({"value": 0, "low": 0, "high": 0.277533, "images": 10})


def test_heat_is_located_against_chance():
    maps = {("conv", "Grad-CAM"): np.array([[[3, 1]], [[0, 0]]], np.float32)}
    items = np.array([[[True, False]], [[True, True]]])
    rows = list(assessment.measure_localisation(maps, items))
    assert [(row["layer"], row["method"], row["measure"], row["value"]) for row in rows] == [
        ("any", "chance", "heat_on_item", 0.75),
        ("any", "chance", "pointing_game", 0.75),
        ("conv", "Grad-CAM", "with_heat", 0.5),
        ("conv", "Grad-CAM", "heat_on_item", 0.75),
        ("conv", "Grad-CAM", "pointing_game", 0.5),
    ]
    assert [row["images"] for row in rows] == [2, 2, 2, 1, 2]


def test_curves_are_traced_with_their_areas():
    def predict(images):
        brightness = images.mean(axis=(1, 2, 3))
        return np.stack([1 - brightness, brightness], axis=1)

    images = np.ones((2, 1, 2, 1), np.float32)
    maps = {("conv", "Grad-CAM"): np.array([[[1, 0]]] * 2, np.float32)}
    areas, points = assessment.measure_curves(
        predict, images, np.array([1, 1]), maps, n_steps=2, seed=0
    )
    assert [(row["measure"], row["value"]) for row in areas] == [
        ("deletion", 0.5),
        ("insertion", 0.5),
    ]
    assert [(row["measure"], row["fraction"], row["value"]) for row in points] == [
        ("deletion", 0, 1),
        ("deletion", 0.5, 0.5),
        ("deletion", 1, 0),
        ("insertion", 0, 0),
        ("insertion", 0.5, 0.5),
        ("insertion", 1, 1),
    ]


def test_maps_are_compared_with_those_of_other_images():
    one = np.array([[1, 2], [3, 4]], np.float32)
    maps, others = np.stack([one, one, -one]), np.stack([-one, one, one])
    key = "conv", "Grad-CAM"
    (row,) = assessment.correlate("another_image", {key: maps}, {key: others})
    # One, one; then the opposite twice, once from either side.
    assert (row["measure"], row["images"]) == ("another_image", 3)
    assert row["value"] == pytest.approx(-1 / 3)


def test_common_baselines_are_repeated_for_each_layer_of_their_model():
    table = pd.DataFrame(
        [
            ("cnn", "any", "centre", 1),
            ("cnn", "conv2", "Grad-CAM", 2),
            ("cnn", "conv3", "Grad-CAM", 3),
            ("resnet", "any", "centre", 4),
            ("resnet", "block2", "Grad-CAM", 5),
        ],
        columns=["model", "layer", "method", "value"],
    )
    repeated = assessment.repeat_for_layers(table)
    found = repeated.set_index(["model", "layer", "method"])["value"].to_dict()
    assert found == {
        ("cnn", "conv2", "Grad-CAM"): 2,
        ("cnn", "conv3", "Grad-CAM"): 3,
        ("cnn", "conv2", "centre"): 1,
        ("cnn", "conv3", "centre"): 1,
        ("resnet", "block2", "Grad-CAM"): 5,
        ("resnet", "block2", "centre"): 4,
    }


ITEMS = np.array([[[True, False], [True, False]]] * 3)
MAPS = np.array(
    [
        [[3, 1], [0, 0]],  # three quarters of the heat on the item, as is the maximum
        [[1, 1], [0, 0]],  # the maximum is shared by a pixel on the item and one beside it
        [[0, 0], [0, 0]],
    ],
    np.float32,
)


def test_share_of_heat_on_the_item_leaves_out_maps_without_heat():
    np.testing.assert_allclose(assessment.share_on_item(MAPS, ITEMS), [0.75, 0.5])


def test_pointing_shares_a_hit_among_equal_maxima_and_needs_heat():
    np.testing.assert_array_equal(assessment.pointing_game(MAPS, ITEMS), [1, 0.5, 0])


def test_the_centre_prior_is_a_gaussian_a_quarter_of_the_image_wide():
    prior = assessment.centre_prior((3, 5))
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
        assessment.rank_pixels(DELETION_INSERTION_MAPS, 0), [[[2, 0], [3, 1]]]
    )


def test_ties_are_broken_at_random_by_the_seed():
    maps = np.array([[[1, 0, 0, 0, 0, 0, 0, 2]]], np.float32)
    one, again, other = (assessment.rank_pixels(maps, seed) for seed in (0, 0, 1))
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

    assessment.delete_and_insert(
        predict, IMAGES, np.array([0]), DELETION_INSERTION_MAPS, FRACTIONS, seed=0
    )
    deleted, inserted = (images[1, ..., 0] for images in seen)
    np.testing.assert_array_equal(deleted, np.float32([[0.1, 0], [0.3, 0]]))
    np.testing.assert_array_equal(inserted, np.float32([[0, 0.2], [0, 0.4]]))


def test_curves_follow_the_probability_of_each_images_class():
    def predict(images):  # the second class has the mean brightness
        brightness = images.mean(axis=(1, 2, 3))
        return np.stack([1 - brightness, brightness], axis=1)

    images, maps = np.repeat(IMAGES, 2, axis=0), np.repeat(DELETION_INSERTION_MAPS, 2, axis=0)
    curves = assessment.delete_and_insert(
        predict, images, np.array([1, 0]), maps, FRACTIONS, seed=0
    )
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
    for name in randomise_cascading(network, seed=0):
        done.append(name)
        for layer in (layer for layer in network.layers if layer.weights):
            same = np.array_equal(layer.kernel, trained[layer.name][0])
            assert same == (layer.name not in done), (name, layer.name)
    assert done == ["logits", "dense", "conv3", "conv2", "conv1"]


def test_normalisation_forgets_its_averages():
    network = build_network("resnet", (8, 8, 1), 3)
    norm = network.get_layer("stem_norm")
    norm.set_weights([np.full(32, 7.0)] * 4)
    assert "stem_norm" in list(randomise_cascading(network, seed=1))
    np.testing.assert_array_equal(norm.get_weights(), np.repeat([[1], [0], [0], [1]], 32, axis=1))


def test_the_seed_decides_the_new_weights():
    kernels = []
    for seed in (1, 1, 2):
        network = build_network("cnn", (18, 18, 1), 3)
        list(randomise_cascading(network, seed))
        kernels.append(network.get_layer("conv1").kernel.numpy())
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[0], kernels[2])


def test_another_image_is_of_any_class_even_if_images_are_sorted_by_class():
    partners = assessment.draw_partners(200, seed=0)
    assert sorted(partners) == list(range(200))
    assert (partners != np.arange(200)).all()
    classes = np.repeat(range(10), 20)
    assert (classes[partners] == classes).mean() < 0.2  # a tenth by chance

import keras
import numpy as np
import pytest

from fashion_mnist.explanation import gradcam, heat_map_assessment
from fashion_mnist.networks import build
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.explanation import Explanation

OPTIONS = Explanation(images=6, steps=2)
LABELS = np.repeat([0, 1, 2], 4).astype(np.uint8)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return build.build_network("cnn", (18, 18, 1), 3)


@pytest.fixture(scope="module")
def images():
    """Noise on the left half of black images."""
    images = np.random.default_rng(0).random((12, 18, 18, 1), np.float32)
    images[:, :, 9:] = 0
    return images


@pytest.fixture(scope="module")
def assessed(network, images):
    block = Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}},
        measured_layers=["conv2"],
    )
    return heat_map_assessment.assess(network, images, LABELS, block, OPTIONS, seed=0)


def values(table, measure):
    rows = table[table["measure"] == measure]
    return rows.set_index(["layer", "method"])["value"].to_dict()


def test_every_map_and_baseline_has_its_measures(assessed):
    measures, _ = assessed
    maps = {(layer, method) for layer in ("conv2", "conv3") for method in gradcam.METHODS}
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
    table = points.set_index(["measure", "fraction", "layer", "method"])["value"].unstack([2, 3])
    np.testing.assert_allclose(table.loc[("deletion", 0)], table.loc[("insertion", 1)], rtol=1e-5)
    assert table.loc[("deletion", 0)].nunique() == 1  # nothing has been removed yet


def test_a_network_that_cannot_tell_left_from_right_explains_mirror_images_alike():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((6, 6, 1))
    convolution = keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="maps")
    pooled = keras.layers.GlobalAveragePooling2D()(convolution(inputs))
    network = keras.Model(inputs, keras.layers.Dense(3, name="logits")(pooled))
    convolution.kernel.assign(convolution.kernel + convolution.kernel[:, ::-1])

    images = np.random.default_rng(0).random((12, 6, 6, 1), np.float32)
    explainers = heat_map_assessment.make_explainers(network, ["maps"])
    maps = {name: explain(images, LABELS) for name, explain in explainers.items()}
    mirrored = list(heat_map_assessment.compare_mirrored(explainers, images, LABELS, maps))
    assert [row["value"] for row in mirrored] == pytest.approx([1, 1], abs=1e-3)
    convolution.kernel.assign(convolution.kernel * np.array([[0], [1], [2]]).reshape(1, 3, 1, 1))
    askew = {name: explain(images, LABELS) for name, explain in explainers.items()}
    mirrored = list(heat_map_assessment.compare_mirrored(explainers, images, LABELS, askew))
    assert all(row["value"] < 0.9 for row in mirrored)


def test_the_network_is_left_as_it_is(network, images):
    before = network.get_weights()
    maps = {("conv2", "Grad-CAM"): gradcam.explain(network, images, LABELS, "conv2")}
    list(heat_map_assessment.compare_randomised(network, images, LABELS, maps, seed=0))
    for one, two in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, two)

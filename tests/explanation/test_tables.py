import numpy as np
import pandas as pd
import pytest

from fashion_mnist.explanation import tables


def test_a_mean_has_students_interval():
    estimate = tables.estimate_mean(np.array([1.0, 2.0, 3.0]))
    half = 4.302653 * 1 / 3**0.5  # the quantile for two degrees of freedom, and the standard error
    assert estimate == pytest.approx({"value": 2, "low": 2 - half, "high": 2 + half, "images": 3})


@pytest.mark.parametrize(("values", "mean"), [([], np.nan), ([0.5], 0.5)])
def test_a_mean_of_too_few_values_has_no_interval(values, mean):
    estimate = tables.estimate_mean(np.array(values))
    expected = {"value": mean, "low": np.nan, "high": np.nan, "images": len(values)}
    assert estimate == pytest.approx(expected, nan_ok=True)


def test_a_share_has_wilsons_interval():
    # With z = 1.96: centre (0 + z^2 / 20) / (1 + z^2 / 10), and as much to either side.
    estimate = tables.estimate_share(np.zeros(10))
    assert estimate == pytest.approx({"value": 0, "low": 0, "high": 0.277533, "images": 10})


def test_heat_is_located_against_chance():
    maps = {("conv", "Grad-CAM"): np.array([[[3, 1]], [[0, 0]]], np.float32)}
    items = np.array([[[True, False]], [[True, True]]])
    rows = list(tables.locate(maps, items))
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
    areas, points = tables.trace(predict, images, np.array([1, 1]), maps, n_steps=2, seed=0)
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
    (row,) = tables.compare_images({("conv", "Grad-CAM"): np.stack([one, one, -one])})
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
    repeated = tables.repeat_for_layers(table)
    found = repeated.set_index(["model", "layer", "method"])["value"].to_dict()
    assert found == {
        ("cnn", "conv2", "Grad-CAM"): 2,
        ("cnn", "conv3", "Grad-CAM"): 3,
        ("cnn", "conv2", "centre"): 1,
        ("cnn", "conv3", "centre"): 1,
        ("resnet", "block2", "Grad-CAM"): 5,
        ("resnet", "block2", "centre"): 4,
    }

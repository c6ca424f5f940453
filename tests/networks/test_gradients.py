import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import depth_effects
from fashion_mnist.networks import architectures, blocks, build, layer_table
from fashion_mnist.networks.feed import Examples
from fashion_mnist.networks.gradients import measure_gradients, train_at_depth
from fashion_mnist.parameters import depth
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.depth import Depth

OPTIONS = Depth.model_validate(
    {
        "images": 16,
        "validation_images": 4,
        "gradient_images": 8,
        "training": {
            "epochs": 1,
            "batch_size": 16,
            "optimizer": {"learning_rate": 0.01},
            "augmentation": {"flip": False, "shift": 0},
            "precision": "float32",
        },
    }
)


@pytest.fixture
def examples():
    rng = np.random.default_rng(0)
    labels = np.eye(3, dtype=np.float32)[rng.integers(0, 3, 20)]
    return Examples(rng.random((20, 8, 8, 1), np.float32), labels)


@pytest.mark.parametrize("name", ["plain_8", "residual_8", "plain_20"])
def test_a_network_is_as_deep_as_its_name_says(name):
    network = build.build_network(name, (28, 28, 1), 10)
    layers = layer_table.tabulate_layers(network)
    weighted = layers["type"].isin(["Conv2D", "Dense"])
    projections = layers["layer"].str.contains("shortcut")
    kind, n_layers = depth.parse(name)
    assert (weighted & ~projections).sum() == n_layers
    assert (layers["type"] == "Add").sum() == (0 if kind == "plain" else (n_layers - 2) // 2)
    assert layers["output_shape"].tolist()[-3] == "64"


def test_a_training_leaves_its_history_and_gradients_and_repeats(examples):
    history, gradients = train_at_depth("residual_8", examples, examples, OPTIONS, seed=1)
    assert len(history) == 1
    by_state = gradients.groupby("state", sort=False)["layer"].apply(list).to_dict()
    states = ["start", "start, no normalisation", "trained"]
    assert by_state == {state: list(range(1, 9)) for state in states}
    assert np.isfinite(gradients["norm"]).all()
    assert (gradients["norm"] > 0).all()
    _, again = train_at_depth("residual_8", examples, examples, OPTIONS, seed=1)
    pd.testing.assert_frame_equal(gradients, again)


def test_the_gradient_of_the_last_layer_is_that_worked_out_by_hand():
    layers = blocks.layers
    inputs = layers.Input((2,))
    dense = layers.Dense(2, use_bias=False, kernel_initializer="zeros", name="logits")
    network = networks.keras.Model(inputs, layers.Softmax(name="probabilities")(dense(inputs)))
    one = Examples(np.array([[3, 4]], np.float32), np.array([[1, 0]], np.float32))
    (norm,) = measure_gradients(network, one)["norm"]
    # x (p - y) with p = (1/2, 1/2): the norm is |x| |p - y| = 5 * sqrt(1/2).
    assert norm == pytest.approx(5 * 0.5**0.5)


def test_every_depth_is_an_architecture_that_may_be_asked_for():
    for name in depth.names():
        Network(architecture=name, training=OPTIONS.training)
        assert name in architectures.ARCHITECTURES


RUNS = [("plain_8", 0), ("plain_8", 1), ("residual_8", 0), ("residual_8", 1)]


def test_kinds_are_compared_by_seed():
    histories = [pd.DataFrame({"loss": [9.0, loss]}) for loss in (2.0, 4.0, 1.0, 2.0)]
    runs = depth_effects.tabulate_runs(RUNS, histories)
    assert runs["loss"].tolist() == [2, 4, 1, 2]
    (row,) = depth_effects.compare_kinds(runs).to_dict("records")
    assert (row["depth"], row["plain"], row["residual"]) == (8, 3, 1.5)
    half = 12.7062 * 0.5  # t with 1 degree of freedom; standard error sqrt(1/2) / sqrt(2)
    assert (row["low"], row["high"]) == pytest.approx((1.5 - half, 1.5 + half), rel=1e-4)


def test_gradients_are_averaged_geometrically():
    tables = [
        pd.DataFrame({"state": "start", "layer": [1, 2], "norm": [norm, 1.0]})
        for norm in (1.0, 100.0, 4.0, 4.0)
    ]
    means = depth_effects.average_gradients(RUNS, tables)
    assert means["kind"].tolist() == ["plain", "plain", "residual", "residual"]
    assert means["norm"].tolist() == pytest.approx([10, 1, 4, 1])

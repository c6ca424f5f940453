import numpy as np
import pandas as pd
import pytest

from fashion_mnist.networks import gradients as module
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.gradients import measure_gradients, train_at_depth
from fashion_mnist.networks.parameters import Depth

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


def test_a_training_leaves_its_history_and_gradients_and_repeats(examples):
    arrays = (*examples, *examples)
    history, gradients = train_at_depth(OPTIONS, 1, *arrays, architecture="residual_8", run=2)
    assert len(history) == 1
    by_state = gradients.groupby("state", sort=False)["layer"].apply(list).to_dict()
    states = ["start", "start, no normalisation", "trained"]
    assert by_state == {state: list(range(1, 9)) for state in states}
    assert np.isfinite(gradients["norm"]).all()
    assert (gradients["norm"] > 0).all()
    _, again = train_at_depth(OPTIONS, 1, *arrays, architecture="residual_8", run=2)
    pd.testing.assert_frame_equal(gradients, again)


def test_the_gradient_of_the_last_layer_is_that_worked_out_by_hand():
    inputs = keras.layers.Input((2,))
    dense = keras.layers.Dense(2, use_bias=False, kernel_initializer="zeros", name="logits")
    network = keras.Model(inputs, keras.layers.Softmax(name="probabilities")(dense(inputs)))
    one = Examples(np.array([[3, 4]], np.float32), np.array([[1, 0]], np.float32))
    (norm,) = measure_gradients(network, one)["norm"]
    # x (p - y) with p = (1/2, 1/2): the norm is |x| |p - y| = 5 * sqrt(1/2).
    assert norm == pytest.approx(5 * 0.5**0.5)


def test_training_and_gradients_see_all_classes_of_sorted_images(monkeypatch):
    labels = np.eye(4, dtype=np.float32)[np.repeat(np.arange(4), 10)]
    examples = Examples(np.zeros((40, 8, 8, 1), np.float32), labels)
    seen = []
    norms = pd.DataFrame({"layer": [1], "norm": [1.0]})
    monkeypatch.setattr(
        module, "train_network", lambda *args: (seen.extend(args[:2]), pd.DataFrame(), None, None)
    )
    monkeypatch.setattr(
        module, "measure_gradients", lambda _, examples: (seen.append(examples), norms)[1]
    )
    train_at_depth(OPTIONS, 0, *examples, *examples, architecture="plain_8", run=0)
    per_class = [part.labels.sum(axis=0).tolist() for part in seen]
    assert per_class == [[4] * 4, [1] * 4, [2] * 4, [2] * 4, [2] * 4]

import numpy as np
import pytest

from fashion_mnist.networks import prediction
from fashion_mnist.networks.parameters import Network
from fashion_mnist.pipelines.network_template import predict, predict_test

IMAGES = np.random.default_rng(0).random((40, 6, 6, 1), np.float32)
LABELS = (np.arange(40) % 3).astype(np.uint8)
CLASSES = ["bag", "coat", "boot"]
NETWORK = Network(
    architecture="cnn",
    training={"epochs": 3, "optimizer": {"learning_rate": 0.1}},
    tta_flip=True,
    tta_shift=1,
)


class Brightness:
    """Takes a patch's brightness for the evidence of each class; keeps what it is asked."""

    inputs = (IMAGES,)

    def __init__(self):
        self.asked = []

    def predict(self, images, **_):
        self.asked.append(images)
        evidence = images[:, 1:4, 2, 0]
        return evidence / evidence.sum(axis=1, keepdims=True)


@pytest.fixture
def network(monkeypatch):
    model = Brightness()
    monkeypatch.setattr(prediction, "accelerate", lambda *_: model)
    monkeypatch.setattr(prediction, "compile_prediction", lambda model, _: model.predict)
    monkeypatch.setattr(prediction, "check_network", lambda *_: None)
    return model


def test_predictions_keep_how_accurate_one_view_is_without_another_pass(network):
    predictions, cost, views = predict_test(
        network, 5, {"fit_seconds": 2.0}, IMAGES, LABELS, CLASSES, NETWORK
    )
    assert len(network.asked) == views["views"] == 10
    as_they_are = network.predict(IMAGES)
    assert views["accuracy_one_view"] == np.mean(as_they_are.argmax(axis=1) == LABELS)
    accuracy = np.mean(predictions["y_pred"] == LABELS)
    assert accuracy != views["accuracy_one_view"]
    assert cost.keys() == {"fit_seconds", "predict_seconds", "bytes"}


def test_predictions_of_the_test_images_are_as_those_of_others(network):
    others = predict(network, IMAGES, LABELS, CLASSES, NETWORK)
    test, *_ = predict_test(network, 5, {}, IMAGES, LABELS, CLASSES, NETWORK)
    assert test.equals(others)
    each = np.array([network.predict(view) for view in network.asked[:10]])
    np.testing.assert_array_equal(test[CLASSES], np.mean(list(each), axis=0))

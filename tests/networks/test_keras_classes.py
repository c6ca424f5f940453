import math
from types import SimpleNamespace

import numpy as np
import pytest

from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.keras_classes import (
    CandidateCrossentropy,
    FusedBatchNormalization,
    GhostBatchNormModel,
    Progress,
    StopAtDivergence,
)
from fashion_mnist.networks.parameters import Optimizer
from fashion_mnist.parameters.errors import InputError


@pytest.mark.parametrize("training", [True, False])
def test_fused_normalisation_agrees_with_keras(training):
    inputs = np.random.default_rng(0).normal(2, 3, (4, 5, 5, 2)).astype(np.float32)
    fused, plain = FusedBatchNormalization(), keras.layers.BatchNormalization()
    np.testing.assert_allclose(
        fused(inputs, training=training), plain(inputs, training=training), rtol=1e-4, atol=1e-5
    )
    np.testing.assert_allclose(fused.moving_mean, plain.moving_mean, rtol=1e-4)
    # The fused kernel's moving variance is the unbiased one: n / (n - 1) times Keras's.
    ratio = 100 / 99 if training else 1
    expected = 0.99 + (plain.moving_variance.numpy() - 0.99) * ratio if training else 1
    np.testing.assert_allclose(fused.moving_variance, expected, rtol=1e-4)


def normalising_network(momentum=0.5):
    """Batch normalisation alone: with its first weights (x - mean) / sqrt(variance + epsilon)."""
    images = keras.Input((1, 1, 1))
    normalised = keras.layers.BatchNormalization(epsilon=0, momentum=momentum)(images)
    return keras.Model(images, normalised, name="normalising")


def column(*values):
    return np.array(values, np.float32).reshape(-1, 1, 1, 1)


def test_in_training_each_half_has_its_own_statistics():
    model = GhostBatchNormModel(normalising_network())
    outputs = model(column(0, 2, 10, 30), training=True)
    np.testing.assert_allclose(outputs, column(-1, 1, -1, 1), rtol=1e-6)


def test_the_moving_averages_see_both_halves():
    network = normalising_network()
    GhostBatchNormModel(network)(column(0, 2, 10, 30), training=True)
    _, _, mean, _ = network.get_weights()
    np.testing.assert_allclose(mean, [(0 + 1) / 2 / 2 + 20 / 2])


def test_in_training_both_halves_have_the_image_in_the_middle_of_an_odd_number():
    outputs = GhostBatchNormModel(normalising_network())(column(0, 2, 10), training=True)
    np.testing.assert_allclose(outputs, column(-1, 1, 1), rtol=1e-6)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_predictions_are_those_of_the_network(n):
    images = np.random.default_rng(0).random((n, 8, 8, 1), np.float32)
    network = build_network("compact", (8, 8, 1), 3)
    expected = network(images, training=False)
    predicted = GhostBatchNormModel(network)(images, training=False)
    np.testing.assert_allclose(predicted, expected, rtol=1e-5)


def test_a_network_learns_from_a_single_image():
    network = GhostBatchNormModel(build_network("compact", (8, 8, 1), 3))
    network.compile(loss="categorical_crossentropy", run_eagerly=True)
    network.fit(np.ones((1, 8, 8, 1), np.float32), np.eye(3, dtype=np.float32)[:1], verbose=0)
    assert all(np.isfinite(weights).all() for weights in network.get_weights())


def test_the_moving_averages_keep_the_square_of_the_momentum():
    network = normalising_network(momentum=0.95)
    GhostBatchNormModel(network)(
        column(1, 1, 1, 1), training=True
    )  # whose variance is 0, at first 1
    _, _, _, variance = network.get_weights()
    np.testing.assert_allclose(variance, [0.9025], rtol=1e-6)


# Probabilities 1/2, 1/4, 1/8, 1/8.
LOGITS = np.log([[4.0, 2, 1, 1]]).astype(np.float32)


@pytest.mark.parametrize(
    ("labels", "loss"),
    [
        ([1, 0, 0, 0], np.log(2)),
        ([0, 0, 0, 1], np.log(8)),
        ([0, 1, 1, 0], np.log(8 / 3)),  # 1/4 + 1/8
        ([0, 1, 1, 1], np.log(2)),
        ([0.25, 0.25, 0.25, 0.25], np.log(2 * 4 * 8 * 8) / 4),
    ],
)
def test_candidates_are_right_together_and_parts_each_for_itself(labels, loss):
    found = CandidateCrossentropy()(np.array([labels], np.float32), LOGITS)
    assert float(found) == pytest.approx(loss, rel=1e-6)


def test_a_choice_without_a_probability_has_a_finite_loss():
    logits = np.array([[0, -200, -200, -200]], np.float32)
    found = CandidateCrossentropy()(np.array([[0, 1, 1, 0]], np.float32), logits)
    assert float(found) == pytest.approx(200 - np.log(2), rel=1e-5)


def test_one_class_is_taken_as_keras_takes_it():
    rng = np.random.default_rng(0)
    logits, labels = (
        rng.normal(size=(8, 4)).astype(np.float32),
        np.eye(4, dtype=np.float32)[[3] * 8],
    )
    ours = CandidateCrossentropy(label_smoothing=0.1)(labels, logits)
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    assert float(ours) == pytest.approx(float(theirs(labels, logits)), rel=1e-6)


@pytest.fixture
def train():
    """End the second of six epochs of a network named cnn."""

    def train(weights=(0, 1), **logs):
        stop = StopAtDivergence(Optimizer(learning_rate=1e10))
        stop.set_params({"epochs": 6})
        stop.set_model(SimpleNamespace(name="cnn", get_weights=lambda: [np.array(weights)]))
        stop.on_epoch_end(1, {"loss": 0.5, "val_loss": 0.5, "accuracy": 0.1} | logs)

    return train


def test_a_training_goes_on_at_any_loss(train):
    train(loss=1e30)


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("name", ["loss", "val_loss", "weights"])
def test_a_loss_or_weights_that_are_no_numbers_end_the_training(train, name, value):
    expected = r"other values in epoch 2 of 6 of cnn, trained at a learning rate of 1e\+10: choose"
    with pytest.raises(InputError, match=expected):
        train(**{name: [0, value] if name == "weights" else value})


def test_the_time_left_is_estimated_from_the_second_epoch_on(monkeypatch, caplog):
    caplog.set_level("INFO")
    clock = iter([0, 10, 10, 12, 12, 16, 16, 19])  # the beginning and the end of each epoch
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    progress = Progress()
    progress.set_params({"epochs": 4})
    progress.set_model(SimpleNamespace(name="network"))
    progress.on_train_begin()
    for epoch in range(4):
        progress.on_epoch_begin(epoch)
        progress.on_epoch_end(epoch, {"accuracy": 0.4716, "val_accuracy": 0.12 + epoch / 100})
    first, *epochs = caplog.records
    assert first.getMessage() == "network: fitting for 4 epochs"
    assert first.progress == ("epoch 1 of 4",)
    # The first epoch includes set-up. Then two epochs of 2 s are left; one of (2 + 4) / 2 s; none.
    assert [record.getMessage().partition("; ")[2] for record in epochs] == [
        "10.0 s",
        "2.0 s, 4 s left",
        "4.0 s, 3 s left",
        "3.0 s",
    ]
    assert [record.seconds_left for record in epochs] == [None, (4, 2), (3, 0), None]
    assert [record.progress[0] for record in epochs] == [
        "epoch 2 of 4",
        "epoch 3 of 4",
        "epoch 4 of 4",
        "epoch 4 of 4 done",
    ]
    assert epochs[1].progress[1:] == ("training 47.2%", "validation 13.0%")
    assert progress.seconds == [10, 2, 4, 3]

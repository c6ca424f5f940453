import numpy as np
import pytest

from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.candidate_loss import CandidateCrossentropy

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

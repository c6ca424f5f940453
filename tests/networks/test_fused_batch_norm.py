import keras
import numpy as np
import pytest

from fashion_mnist.networks.fused_batch_norm import FusedBatchNormalization


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

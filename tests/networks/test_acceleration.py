import numpy as np
import pytest

from fashion_mnist.networks import acceleration, build
from fashion_mnist.networks.acceleration import accelerate
from fashion_mnist.networks.fused_batch_norm import FusedBatchNormalization


def random_network():
    network = build.build_network("resnet", (8, 8, 1), 3)
    rng = np.random.default_rng(0)
    network.set_weights([rng.random(weight.shape) for weight in network.get_weights()])
    return network


def test_in_float32_it_predicts_what_the_network_does():
    network = random_network()
    images = np.random.default_rng(1).random((2, 8, 8, 1), np.float32)
    expected = build.logits_of(network)(images)
    np.testing.assert_allclose(
        accelerate(build.logits_of(network), "float32")(images), expected, rtol=1e-5
    )


def test_it_normalises_by_one_kernel():
    layers = accelerate(random_network()).network.layers
    types = {type(layer) for layer in layers if layer.name.endswith("norm")}
    assert types == {FusedBatchNormalization}


def test_it_computes_in_the_precision_but_for_its_input_and_outputs():
    model = accelerate(random_network(), "mixed_bfloat16")
    precise = {layer.name for layer in model.network.layers if layer.compute_dtype == "float32"}
    assert precise == {"images", "logits", "probabilities"}
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert model(np.zeros((1, 8, 8, 1), np.float32)).dtype == "float32"


def test_its_weights_fit_the_network_which_stays_as_it_was():
    network = random_network()
    before = network.get_weights()
    model = accelerate(network)
    model.set_weights([weights + 1 for weights in before])
    np.testing.assert_equal(network.get_weights(), before)
    network.set_weights(model.get_weights())
    np.testing.assert_equal(network.get_weights(), [weights + 1 for weights in before])


@pytest.mark.parametrize(
    ("flags", "precision"),
    [({"avx512_bf16"}, "mixed_bfloat16"), ({"amx_bf16"}, "mixed_bfloat16"), ({"avx2"}, "float32")],
)
def test_precision_follows_the_processor(monkeypatch, flags, precision):
    monkeypatch.setattr(acceleration, "_processor_flags", lambda: flags)
    assert acceleration.choose_precision() == precision


@pytest.mark.parametrize(
    ("capability", "precision"), [((9, 0), "mixed_bfloat16"), ((7, 5), "float32")]
)
def test_precision_follows_the_gpu(monkeypatch, capability, precision):
    config = acceleration.tf.config
    monkeypatch.setattr(config, "list_physical_devices", lambda _: ["gpu"])
    monkeypatch.setattr(
        config.experimental, "get_device_details", lambda _: {"compute_capability": capability}
    )
    assert acceleration.choose_precision() == precision

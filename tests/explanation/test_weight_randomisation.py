import keras
import numpy as np

from fashion_mnist.explanation.weight_randomisation import randomise_downwards
from fashion_mnist.networks import build


def test_layers_with_weights_are_reinitialised_from_the_logits_down():
    """The seed is that of the training: what it drew at first must not come back."""
    keras.utils.set_random_seed(0)
    network = build.build_network("cnn", (18, 18, 1), 3)
    trained = {layer.name: layer.get_weights() for layer in network.layers}
    done = []
    for name in randomise_downwards(network, seed=0):
        done.append(name)
        for layer in (layer for layer in network.layers if layer.weights):
            same = np.array_equal(layer.kernel, trained[layer.name][0])
            assert same == (layer.name not in done), (name, layer.name)
    assert done == ["logits", "dense", "conv3", "conv2", "conv1"]


def test_normalisation_forgets_its_averages():
    network = build.build_network("resnet", (8, 8, 1), 3)
    norm = network.get_layer("stem_norm")
    norm.set_weights([np.full(32, 7.0)] * 4)
    assert "stem_norm" in list(randomise_downwards(network, seed=1))
    np.testing.assert_array_equal(norm.get_weights(), np.repeat([[1], [0], [0], [1]], 32, axis=1))


def test_the_seed_decides_the_new_weights():
    kernels = []
    for seed in (1, 1, 2):
        network = build.build_network("cnn", (18, 18, 1), 3)
        list(randomise_downwards(network, seed))
        kernels.append(network.get_layer("conv1").kernel.numpy())
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[0], kernels[2])

import keras
import numpy as np
import pytest

from fashion_mnist.networks.blocks import plain_block, pooled_stem, residual_block, residual_stem

IMAGES = np.random.default_rng(0).random((2, 8, 8, 3), np.float32)


def network_of(block, filters, **options):
    images = keras.Input((8, 8, 3))
    return keras.Model(images, block(images, filters, **options))


@pytest.mark.parametrize(
    ("filters", "strides", "is_projected"), [(3, 1, False), (4, 1, True), (3, 2, True)]
)
def test_a_shortcut_is_projected_where_the_shapes_differ(filters, strides, is_projected):
    network = network_of(residual_block, filters, name="block", strides=strides)
    assert ("block_shortcut_conv" in {layer.name for layer in network.layers}) == is_projected
    assert network.output.shape == (None, 8 // strides, 8 // strides, filters)


@pytest.mark.parametrize(("block", "share"), [(residual_block, 1), (plain_block, 0)])
def test_what_the_convolutions_do_not_change_goes_through_a_shortcut_alone(block, share):
    network = network_of(block, 3, name="block")
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(layer.kernel * 0)
    np.testing.assert_allclose(network(IMAGES), share * IMAGES, rtol=1e-6)


@pytest.mark.parametrize("stem", [pooled_stem, residual_stem])
def test_a_stem_halves_the_size(stem):
    network = network_of(stem, 16)
    assert network(IMAGES).shape == (2, 4, 4, 16)

import keras
import numpy as np
import pytest

from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.layers import find_centres, tabulate_layers


def test_each_layer_names_the_layers_that_feed_it():
    table = tabulate_layers(build_network("resnet", (28, 28, 1), 10))
    inputs = table.set_index("layer")["inputs"]
    assert inputs["images"] == ""
    assert inputs["stem_conv"] == "images"
    assert inputs["block1_add"] == "stem block1_conv2_norm"


def test_kernels_strides_and_activations_are_settings():
    settings = tabulate_layers(build_network("cnn", (28, 28, 1), 10)).set_index("layer")["settings"]
    assert settings["conv1"] == "3x3, stride 1, relu"
    assert settings["pool1"] == "2x2, stride 2"
    assert settings["dense"] == "relu"
    assert settings["images"] == settings["flatten"] == ""


def centres_of(architecture, layer, size=28):
    network = build_network(architecture, (size, size, 1), 10)
    rows, columns = find_centres(network, network.get_layer(layer))
    np.testing.assert_array_equal(rows, columns)
    return rows.tolist()


@pytest.mark.parametrize(
    ("layer", "first", "step", "n"),
    [
        ("conv1", 1, 1, 26),  # the first cell sees pixels 0 to 2
        ("pool1", 1.5, 2, 13),  # 0 to 3
        ("conv2", 3.5, 2, 11),  # 0 to 7
        ("pool2", 4.5, 4, 5),  # 0 to 9
        ("conv3", 8.5, 4, 3),  # 0 to 17
    ],
)
def test_valid_convolutions_start_inside_the_image(layer, first, step, n):
    assert centres_of("cnn", layer) == [first + step * number for number in range(n)]


@pytest.mark.parametrize("architecture", ["resnet", "compact"])
def test_same_convolutions_keep_the_cells_in_the_middle_of_their_pixels(architecture):
    assert centres_of(architecture, "block1") == [0.5 + 2 * number for number in range(14)]
    assert centres_of(architecture, "pool2") == [1.5 + 4 * number for number in range(7)]


def test_after_a_shortcut_a_cell_sees_all_that_both_paths_see():
    # Of 8 pixels, `same` padding adds one to a window of 3 with stride 2, after the last. So the
    # first cell of the first convolution sees pixels 0 to 2 of the block's input, that of the
    # second one -2 to 4, that of the shortcut 0. What the convolutions before see around a pixel
    # lies evenly on both sides: the centre stays at 1.
    assert centres_of("resnet18", "stage2_block1", size=8) == [1, 3, 5, 7]
    assert centres_of("resnet18", "stage2_block1_shortcut_norm", size=8) == [0, 2, 4, 6]


def test_height_and_width_are_followed_apart():
    inputs = keras.Input((6, 9, 1))
    maps = keras.layers.Conv2D(1, (3, 1), strides=(1, 2))
    network = keras.Model(inputs, maps(inputs))
    rows, columns = find_centres(network, maps)
    assert (rows.tolist(), columns.tolist()) == ([1, 2, 3, 4], [0, 2, 4, 6, 8])


def test_same_padding_of_an_odd_size_comes_on_both_sides():
    inputs = keras.Input((5, 5, 1))
    pooled = keras.layers.MaxPooling2D(3, 2, padding="same")  # 5 cells and 2 added give 3
    rows, _ = find_centres(keras.Model(inputs, pooled(inputs)), pooled)
    assert rows.tolist() == [0, 2, 4]

from fashion_mnist.networks.build import build_network
from fashion_mnist.networks.layer_table import tabulate_layers


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

import keras
import pytest

from fashion_mnist.networks.build import build_network
from fashion_mnist.networks.layer_table import tabulate_layers
from fashion_mnist.parameters.architecture_names import parse_depth

SHAPE = (28, 28, 1)


def parameters_of(architecture):
    return build_network(architecture, SHAPE, 10).count_params()


def test_the_cnn_has_the_layers_and_shapes_of_the_study():
    table = tabulate_layers(build_network("cnn", SHAPE, 10))
    assert table[["layer", "output_shape", "parameters"]].to_numpy().tolist() == [
        ["images", "28x28x1", 0],
        ["conv1", "26x26x32", 320],
        ["pool1", "13x13x32", 0],
        ["conv2", "11x11x64", 18_496],
        ["pool2", "5x5x64", 0],
        ["conv3", "3x3x128", 73_856],
        ["flatten", "1152", 0],
        ["dense", "128", 147_584],
        ["logits", "10", 1_290],
        ["probabilities", "10", 0],
    ]
    assert table["parameters"].sum() == 241_546


def test_the_cnn_keeps_maps_of_small_images():
    table = tabulate_layers(build_network("cnn", (8, 8, 1), 10))
    shapes = table.set_index("layer")["output_shape"]
    assert (shapes["conv1"], shapes["conv3"]) == ("8x8x32", "2x2x128")


def test_the_resnet_has_32_filters_throughout_and_few_parameters():
    network = build_network("resnet", SHAPE, 10)
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    assert {(layer.filters, layer.kernel_size) for layer in convolutions} == {(32, (3, 3))}
    assert network.count_params() == 38_122


def test_the_compact_network_stays_below_200_thousand_parameters():
    assert parameters_of("compact") == 187_066


def test_its_relatives_for_long_training_have_the_documented_sizes():
    assert parameters_of("compact_wide") == 256_394
    assert parameters_of("compact_fine") == 275_082
    assert parameters_of("compact_deep") == 268_362


def test_deep_resnets_have_the_published_size():
    # torchvision's 11,689,512 and 21,797,672, less its larger stem and its 1,000 classes, plus
    # the moving averages that Keras counts too: 9,600 and 17,024 numbers.
    smaller = 7 * 7 * 3 * 64 - 3 * 3 * 64 + 513 * (1000 - 10)
    averages = {"resnet18": 9_600, "resnet34": 17_024}
    assert parameters_of("resnet18") == 11_689_512 - smaller + averages["resnet18"]
    assert parameters_of("resnet34") == 21_797_672 - smaller + averages["resnet34"]


@pytest.mark.parametrize("name", ["plain_8", "residual_8", "plain_20"])
def test_a_network_is_as_deep_as_its_name_says(name):
    network = build_network(name, (28, 28, 1), 10)
    layers = tabulate_layers(network)
    weighted = layers["type"].isin(["Conv2D", "Dense"])
    projections = layers["layer"].str.contains("shortcut")
    kind, n_layers = parse_depth(name)
    assert (weighted & ~projections).sum() == n_layers
    assert (layers["type"] == "Add").sum() == (0 if kind == "plain" else (n_layers - 2) // 2)
    assert layers["output_shape"].tolist()[-3] == "64"

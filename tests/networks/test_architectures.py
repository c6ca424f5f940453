import keras
import numpy as np
import pytest

from fashion_mnist.images.checks import MIN_SIDE
from fashion_mnist.networks.architectures import (
    build_network,
    check_network,
    find_layers,
    logits_of,
    plain_block,
    pooled_stem,
    residual_block,
    residual_stem,
)
from fashion_mnist.networks.layers import tabulate_layers
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import ARCHITECTURES, parse_depth


@pytest.fixture(scope="module", params=ARCHITECTURES)
def small(request):
    """A network of each architecture for the smallest images."""
    return build_network(request.param, (MIN_SIDE, MIN_SIDE, 3), 4)


def test_every_network_takes_the_smallest_images(small):
    assert small(np.zeros((2, MIN_SIDE, MIN_SIDE, 3), np.float32)).shape == (2, 4)


def test_the_output_is_the_softmax_of_the_logits(small):
    images = np.random.default_rng(0).random((2, MIN_SIDE, MIN_SIDE, 3), np.float32)
    logits = logits_of(small)(images).numpy()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(small(images), expected, rtol=1e-5, atol=1e-7)


def test_networks_can_be_used_anywhere(small):
    """They have Keras's own layers alone, in float32."""
    assert {type(layer).__module__.split(".")[0] for layer in small.layers} == {"keras"}
    assert {layer.compute_dtype for layer in small.layers} == {"float32"}


def test_layers_with_maps_are_those_before_the_features_are_flat():
    expected = ["conv1", "pool1", "conv2", "pool2", "conv3"]
    network = build_network("cnn", (18, 18, 1), 3)
    layers = find_layers(network, [*expected, None])
    assert [layer.name for layer in layers] == [*expected, "conv3"]
    with pytest.raises(InputError, match=r"conv1, pool1, conv2, pool2, conv3\. Received 'flatten'"):
        find_layers(network, ["flatten"])


@pytest.fixture(scope="module")
def network():
    return build_network("cnn", (20, 18, 1), 3)


def parameters(shift=1, **changes):
    training = {
        "epochs": 1,
        "optimizer": {"learning_rate": 0.1},
        "augmentation": {"shift": shift},
    }
    return Network.model_validate({"architecture": "cnn", "training": training, **changes})


def test_what_a_network_can_do_may_be_asked_of_it(network):
    check_network(network, parameters())
    check_network(network, parameters(shift=17, tta_shift=17))
    check_network(network, parameters(gradcam_layer="conv3", measured_layers=["conv1", "pool2"]))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"shift": 18}, "20 x 18 pixels. Received `training.augmentation.shift: 18`: choose"),
        ({"tta_shift": 100}, "20 x 18 pixels. Received `tta_shift: 100`"),
        (
            {"gradcam_layer": "conv9"},
            "of cnn with feature maps: conv1, .*, conv3. Received 'conv9'",
        ),
        ({"gradcam_layer": "dense"}, "Received 'dense': correct"),
        ({"gradcam_layer": "images"}, "Received 'images'"),
        ({"measured_layers": ["conv2", "block1", ""]}, "Received 'block1', ''"),
    ],
)
def test_what_a_network_cannot_do_is_refused(network, asked, message):
    with pytest.raises(InputError, match=message):
        check_network(network, parameters(**asked))


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

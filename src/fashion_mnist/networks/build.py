"""Building a network of an architecture.

One convention: a network takes float32 images (n, height, width, channels) in [0, 1] and ends
in two layers, `logits` (n, n_classes) and `probabilities`, its softmax. Training and Grad-CAM
read the logits; prediction reads the probabilities, which are the network's output.
"""

from collections.abc import Callable
from functools import partial

from fashion_mnist.networks import architectures
from fashion_mnist.networks.backend import Layer, Model, Tensor, keras
from fashion_mnist.parameters.architecture_names import BY_DEPTH, parse_depth

Shape = tuple[int, int, int]


def build_network(architecture: str, image_shape: Shape, n_classes: int) -> Model:
    """Build an untrained network for images of `image_shape` (height, width, channels)."""
    images = keras.Input(image_shape, name="images")
    features = find_architecture(architecture)(images)
    logits = keras.layers.Dense(n_classes, dtype="float32", name="logits")(features)
    probabilities = keras.layers.Softmax(dtype="float32", name="probabilities")(logits)
    return keras.Model(images, probabilities, name=architecture)


def find_architecture(name: str) -> Callable[[Tensor], Tensor]:
    """The function that builds an architecture, which bears its name."""
    if name in BY_DEPTH:
        kind, depth = parse_depth(name)
        return partial(architectures.by_depth, depth=depth, shortcuts=kind == "residual")
    function: Callable[[Tensor], Tensor] = getattr(architectures, name)
    return function


def logits_of(network: Model) -> Model:
    """The same network without its softmax, sharing its weights."""
    return keras.Model(network.input, network.get_layer("logits").output, name=network.name)


def find_layers_with_maps(network: Model) -> list[Layer]:
    """The layers with feature maps (n, height, width, channels), from the images up."""
    return [layer for layer in network.layers[1:] if len(layer.output.shape) == 4]

"""The network architectures.

Every network takes float32 images (n, height, width, channels) in [0, 1] and ends in two layers:
`logits` (n, n_classes) and `probabilities`, their softmax, which are the network's output.
"""

from collections.abc import Callable, Sequence
from functools import partial

from fashion_mnist.networks.backend import Layer, Model, Tensor, keras
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import BY_DEPTH, parse_depth


def build_network(architecture: str, image_shape: tuple[int, int, int], n_classes: int) -> Model:
    """Build an untrained network for images of `image_shape` (height, width, channels)."""
    images = keras.Input(image_shape, name="images")
    if architecture in BY_DEPTH:
        features = by_depth(images, *parse_depth(architecture))
    else:
        features = BODIES[architecture](images)
    logits = keras.layers.Dense(n_classes, dtype="float32", name="logits")(features)
    probabilities = keras.layers.Softmax(dtype="float32", name="probabilities")(logits)
    return keras.Model(images, probabilities, name=architecture)


def logits_of(network: Model) -> Model:
    """Return the network without its softmax; both share their weights."""
    return keras.Model(network.input, network.get_layer("logits").output, name=network.name)


def find_layers(network: Model, names: Sequence[str | None]) -> list[Layer]:
    """Return layers with feature maps (n, height, width, channels); None stands for the last.

    Raises InputError if the network has no such layer, or the layer no feature maps.
    """
    with_maps = {layer.name: layer for layer in network.layers[1:] if len(layer.output.shape) == 4}
    unknown = [name for name in names if name not in (None, *with_maps)]
    if unknown:
        raise InputError(
            f"Expected layers of {network.name} with feature maps: {', '.join(with_maps)}. "
            f"Received {', '.join(map(repr, unknown))}: correct `gradcam_layer` or "
            "`measured_layers`."
        )
    return [with_maps[name or list(with_maps)[-1]] for name in names]


def check_network(network: Model, parameters: Network) -> None:
    """Raise InputError if shifts exceed the images or layers to explain have no feature maps."""
    height, width = network.input.shape[1:3]
    of_training = parameters.training.augmentation.shift
    shifts = {"training.augmentation.shift": of_training, "tta_shift": parameters.tta_shift}
    for path, shift in shifts.items():
        if shift >= min(height, width):
            raise InputError(
                f"Expected shifts smaller than the images of {network.name}, which have {height} x "
                f"{width} pixels. Received `{path}: {shift}`: choose a smaller one."
            )
    find_layers(network, [parameters.gradcam_layer, *parameters.measured_layers])


def cnn(x: Tensor) -> Tensor:
    """Build three convolutions and a dense layer: 241,546 parameters for 28x28 images, 10 classes.

    Convolutions pad images smaller than 18 pixels, which would otherwise shrink to nothing.
    """
    padding = "valid" if min(x.shape[1:3]) >= 18 else "same"
    convolution = partial(keras.layers.Conv2D, kernel_size=3, padding=padding, activation="relu")
    x = convolution(32, name="conv1")(x)  # (n, 26, 26, 32)
    x = keras.layers.MaxPooling2D(name="pool1")(x)  # (n, 13, 13, 32)
    x = convolution(64, name="conv2")(x)  # (n, 11, 11, 64)
    x = keras.layers.MaxPooling2D(name="pool2")(x)  # (n, 5, 5, 64)
    x = convolution(128, name="conv3")(x)  # (n, 3, 3, 128)
    x = keras.layers.Flatten(name="flatten")(x)  # (n, 1152)
    return keras.layers.Dense(128, activation="relu", name="dense")(x)


def resnet(x: Tensor) -> Tensor:
    """Build a lightweight residual network, 32 filters throughout: about 38 thousand parameters."""
    x = pooled_stem(x, 32)  # (n, 14, 14, 32)
    x = residual_block(x, 32, name="block1")
    x = keras.layers.MaxPooling2D(name="pool2")(x)  # (n, 7, 7, 32)
    x = residual_block(x, 32, name="block2")
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def compact(
    x: Tensor, stem: Callable[[Tensor, int], Tensor], stem_filters: int, filters: int, blocks: int
) -> Tensor:
    """Build a residual network for accuracy in few epochs, in two stages.

    On CPUs, TensorFlow's fast batch normalisation needs a multiple of 16 filters.
    """
    x = convolve(stem(x, stem_filters), filters, name="widen1")  # (n, 14, 14, filters)
    for number in range(1, blocks + 1):
        x = residual_block(x, filters, name=f"block{number}")
    x = keras.layers.MaxPooling2D(name="pool2")(x)  # (n, 7, 7, filters)
    x = convolve(x, 80, name="widen2")
    x = residual_block(x, 80, name=f"block{blocks + 1}")
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def by_depth(x: Tensor, kind: str, depth: int) -> Tensor:
    """Build a network of 6n + 2 layers for small images (He et al., 2016, arXiv:1512.03385).

    Its three stages have n blocks each, with 16, 32 and 64 filters. Where shapes differ, a 1x1
    convolution projects the shortcut (their option B); `depth` doesn't count these projections.
    """
    return _in_stages(x, (16, 32, 64), [(depth - 2) // 6] * 3, kind == "residual")


def _in_stages(
    x: Tensor, filters: Sequence[int], blocks: Sequence[int], has_shortcuts: bool = True
) -> Tensor:
    """Add a stem and stages of blocks; each stage but the first halves the size."""
    block = residual_block if has_shortcuts else plain_block
    x = convolve(x, filters[0], name="stem")
    for stage, (n_filters, n_blocks) in enumerate(zip(filters, blocks, strict=True), start=1):
        for number in range(1, n_blocks + 1):
            strides = 2 if stage > 1 and number == 1 else 1
            x = block(x, n_filters, strides=strides, name=f"stage{stage}_block{number}")
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def pooled_stem(x: Tensor, filters: int) -> Tensor:
    """Add a convolution and 2x2 max pooling, then normalisation and ReLU on the pooled pixels."""
    x = _convolution(filters, 3, 1, "stem")(x)
    x = keras.layers.MaxPooling2D(name="pool1")(x)
    x = keras.layers.BatchNormalization(momentum=0.95, name="stem_norm")(x)
    return keras.layers.Activation("relu", name="stem")(x)


def residual_stem(x: Tensor, filters: int) -> Tensor:
    """Add a convolution and a residual block on all pixels, then 2x2 max pooling."""
    x = convolve(x, filters, name="stem")
    x = residual_block(x, filters, name="block0")
    return keras.layers.MaxPooling2D(name="pool1")(x)


def residual_block(x: Tensor, filters: int, name: str, strides: int = 1) -> Tensor:
    """Add two 3x3 convolutions and a shortcut, with a 1x1 projection where shapes differ."""
    shortcut = x
    if strides != 1 or x.shape[-1] != filters:
        shortcut = convolve(x, filters, 1, strides, activates=False, name=f"{name}_shortcut")
    x = convolve(x, filters, strides=strides, name=f"{name}_conv1")
    x = convolve(x, filters, activates=False, name=f"{name}_conv2")
    x = keras.layers.Add(name=f"{name}_add")([shortcut, x])
    return keras.layers.Activation("relu", name=name)(x)


def plain_block(x: Tensor, filters: int, name: str, strides: int = 1) -> Tensor:
    """Add a residual block without its shortcut."""
    x = convolve(x, filters, strides=strides, name=f"{name}_conv1")
    return convolve(x, filters, name=f"{name}_conv2")


def convolve(
    x: Tensor, filters: int, size: int = 3, strides: int = 1, *, name: str, activates: bool = True
) -> Tensor:
    """Add a convolution, batch normalisation and, if it `activates`, a ReLU."""
    x = _convolution(filters, size, strides, name)(x)
    x = keras.layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)
    return keras.layers.Activation("relu", name=f"{name}_relu")(x) if activates else x


def _convolution(filters: int, size: int, strides: int, name: str) -> Layer:
    options = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}
    return keras.layers.Conv2D(filters, size, strides, name=f"{name}_conv", **options)


BODIES: dict[str, Callable[[Tensor], Tensor]] = {
    "cnn": cnn,
    "resnet": resnet,
    # 187, 256, 275 and 268 thousand parameters
    "compact": partial(compact, stem=residual_stem, stem_filters=16, filters=32, blocks=2),
    "compact_wide": partial(compact, stem=pooled_stem, stem_filters=32, filters=64, blocks=1),
    "compact_fine": partial(compact, stem=residual_stem, stem_filters=32, filters=64, blocks=1),
    "compact_deep": partial(compact, stem=residual_stem, stem_filters=32, filters=48, blocks=2),
    # of He et al., 2015, arXiv:1512.03385, with a 3x3 stem for small images
    "resnet18": partial(_in_stages, filters=(64, 128, 256, 512), blocks=(2, 2, 2, 2)),
    "resnet34": partial(_in_stages, filters=(64, 128, 256, 512), blocks=(3, 4, 6, 3)),
}

"""What the architectures are built of, as functions from tensor to tensor."""

from fashion_mnist.networks.backend import Layer, Tensor, keras


def pooled_stem(x: Tensor, filters: int) -> Tensor:
    """Convolution and 2x2 max pooling, then normalisation and ReLU on a quarter of the pixels."""
    x = _convolution(filters, 3, 1, "stem")(x)
    x = keras.layers.MaxPooling2D(name="pool1")(x)
    x = keras.layers.BatchNormalization(momentum=0.95, name="stem_norm")(x)
    return keras.layers.ReLU(name="stem")(x)


def residual_stem(x: Tensor, filters: int) -> Tensor:
    """Convolution and a residual block on all pixels, then 2x2 max pooling."""
    x = convolve(x, filters, name="stem")
    x = residual_block(x, filters, name="block0")
    return keras.layers.MaxPooling2D(name="pool1")(x)


def residual_block(x: Tensor, filters: int, name: str, strides: int = 1) -> Tensor:
    """Two 3x3 convolutions and a shortcut, projected by a 1x1 convolution where shapes differ."""
    shortcut = x
    if strides != 1 or x.shape[-1] != filters:
        shortcut = convolve(x, filters, 1, strides, activation=None, name=f"{name}_shortcut")
    x = convolve(x, filters, strides=strides, name=f"{name}_conv1")
    x = convolve(x, filters, activation=None, name=f"{name}_conv2")
    x = keras.layers.Add(name=f"{name}_add")([shortcut, x])
    return keras.layers.ReLU(name=name)(x)


def plain_block(x: Tensor, filters: int, name: str, strides: int = 1) -> Tensor:
    """A residual block without its shortcut."""
    x = convolve(x, filters, strides=strides, name=f"{name}_conv1")
    return convolve(x, filters, name=f"{name}_conv2")


def convolve(
    x: Tensor,
    filters: int,
    size: int = 3,
    strides: int = 1,
    *,
    name: str,
    activation: str | None = "relu",
) -> Tensor:
    """Convolution, batch normalisation and, unless `activation` is None, ReLU."""
    x = _convolution(filters, size, strides, name)(x)
    x = keras.layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)
    return keras.layers.Activation(activation, name=f"{name}_{activation}")(x) if activation else x


def _convolution(filters: int, size: int, strides: int, name: str) -> Layer:
    return keras.layers.Conv2D(
        filters,
        size,
        strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )

"""The architectures: each a function from images to the features before the logits.

`parameters.architecture_names` lists them.
"""

from collections.abc import Sequence
from functools import partial

from fashion_mnist.networks.backend import Tensor, keras
from fashion_mnist.networks.blocks import (
    convolve,
    plain_block,
    pooled_stem,
    residual_block,
    residual_stem,
)


def cnn(x: Tensor) -> Tensor:
    """Three convolutions and a dense layer: 241,546 parameters for 28x28 images, 10 classes.

    Images below 18 pixels, which would have no maps left, are padded for each convolution.
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
    """Lightweight residual network, 32 filters throughout: about 38 thousand parameters."""
    x = pooled_stem(x, 32)  # (n, 14, 14, 32)
    x = residual_block(x, 32, name="block1")
    x = keras.layers.MaxPooling2D(name="pool2")(x)  # (n, 7, 7, 32)
    x = residual_block(x, 32, name="block2")
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def compact(x: Tensor) -> Tensor:
    """The project's own residual network, for accuracy in few epochs: 187 thousand parameters."""
    return _in_two_stages(residual_stem(x, 16), filters=32, blocks=2)


def compact_wide(x: Tensor) -> Tensor:
    """A relative of `compact` with 64 filters, for longer training: 256 thousand parameters."""
    return _in_two_stages(pooled_stem(x, 32), filters=64, blocks=1)


def compact_fine(x: Tensor) -> Tensor:
    """`compact_wide` with a residual block before the first pooling: 275 thousand parameters."""
    return _in_two_stages(residual_stem(x, 32), filters=64, blocks=1)


def compact_deep(x: Tensor) -> Tensor:
    """`compact_fine` with one more, narrower block: 268 thousand parameters."""
    return _in_two_stages(residual_stem(x, 32), filters=48, blocks=2)


def _in_two_stages(x: Tensor, filters: int, blocks: int) -> Tensor:
    """Residual blocks, pooling, and one more; from maps (n, 14, 14, channels) on.

    TensorFlow's fast batch normalisation on processors wants filters in multiples of 16.
    """
    x = convolve(x, filters, name="widen1")
    for number in range(1, blocks + 1):
        x = residual_block(x, filters, name=f"block{number}")
    x = keras.layers.MaxPooling2D(name="pool2")(x)  # (n, 7, 7, filters)
    x = convolve(x, 80, name="widen2")
    x = residual_block(x, 80, name=f"block{blocks + 1}")
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def resnet18(x: Tensor) -> Tensor:
    """ResNet-18 (He et al., 2015, arXiv:1512.03385) with a 3x3 stem for small images."""
    return deep_resnet(x, blocks=(2, 2, 2, 2))


def resnet34(x: Tensor) -> Tensor:
    """ResNet-34 (He et al., 2015, arXiv:1512.03385) with a 3x3 stem for small images."""
    return deep_resnet(x, blocks=(3, 4, 6, 3))


def deep_resnet(x: Tensor, blocks: Sequence[int]) -> Tensor:
    """Stages of basic blocks: 64 filters, doubled at each stage as the size halves."""
    x = convolve(x, 64, name="stem")
    for stage, n_blocks in enumerate(blocks):
        for block in range(n_blocks):
            strides = 2 if stage > 0 and block == 0 else 1
            x = residual_block(
                x, 64 * 2**stage, strides=strides, name=f"stage{stage + 1}_block{block + 1}"
            )
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)


def by_depth(x: Tensor, depth: int, shortcuts: bool) -> Tensor:
    """The networks for small images of He et al., 2016 (arXiv:1512.03385): 6n + 2 layers.

    Three stages of n blocks, of 16, 32 and 64 filters. Where the shapes differ, the shortcut is
    projected by a 1x1 convolution (their option B); `depth` doesn't count these.
    """
    block = residual_block if shortcuts else plain_block
    x = convolve(x, 16, name="stem")
    for stage, filters in enumerate((16, 32, 64)):
        for number in range((depth - 2) // 6):
            strides = 2 if stage > 0 and number == 0 else 1
            name = f"stage{stage + 1}_block{number + 1}"
            x = block(x, filters, strides=strides, name=name)
    return keras.layers.GlobalAveragePooling2D(name="average_pool")(x)

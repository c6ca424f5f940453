"""Grad-CAM: which parts of an image speak for a class.

Selvaraju et al., 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization", arXiv:1610.02391.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.arrays import Floats
from fashion_mnist.backend import keras, tf


def explain(
    network: keras.Model,
    images: Floats,
    classes: NDArray[Any] | None = None,
    layer: str | None = None,
    batch_size: int = 256,
) -> Floats:
    """Heat maps in [0, 1] of the evidence for a class, at the size of the images.

    Args:
        network: a network with a layer `logits`; it is left as it is.
        images: (n, height, width, channels) in [0, 1].
        classes: the class to explain for each image, (n,); the predicted one by default.
        layer: the layer whose feature maps are weighed; the last with maps by default.
        batch_size: images explained at a time.

    Returns:
        Maps (n, height, width). A map with no positive evidence is all zero.

    Raises:
        ValueError: the network has no such layer, or the layer has no feature maps.
    """
    model = keras.Model(
        network.input, [find_layer(network, layer).output, network.get_layer("logits").output]
    )
    maps = [
        _explain_batch(
            model,
            images[start : start + batch_size],
            None if classes is None else classes[start : start + batch_size],
        )
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(maps)


def find_layer(network: keras.Model, name: str | None) -> keras.Layer:
    """The layer of that name, or the last one with feature maps (n, height, width, channels)."""
    with_maps = {layer.name: layer for layer in network.layers[1:] if len(layer.output.shape) == 4}
    if name is None:
        return list(with_maps.values())[-1]
    if name not in with_maps:
        raise ValueError(
            f"Expected a layer of {network.name} with feature maps: {', '.join(with_maps)}. "
            f"Received: {name!r}"
        )
    return with_maps[name]


def _explain_batch(model: keras.Model, images: Floats, classes: NDArray[Any] | None) -> Floats:
    batch = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(batch)
        features, logits = model(batch, training=False)
        targets = tf.argmax(logits, axis=1) if classes is None else tf.cast(classes, tf.int64)
        scores = tf.gather(logits, targets, axis=1, batch_dims=1)
    gradients = tape.gradient(scores, features)  # (n, h, w, channels)
    return np.asarray(upsample(combine(features, gradients), images.shape[1:3]))


def combine(features: Any, gradients: Any) -> Any:
    """Weigh feature maps (n, h, w, channels) by their mean gradients: maps (n, h, w) in [0, 1]."""
    # Equation 1: the importance of each feature map is its gradient, averaged over the pixels.
    weights = tf.reduce_mean(gradients, axis=(1, 2), keepdims=True)
    # Equation 2: the weighted sum of the maps, of which only the positive part is evidence.
    heat = tf.nn.relu(tf.reduce_sum(weights * features, axis=-1))
    return tf.math.divide_no_nan(heat, tf.reduce_max(heat, axis=(1, 2), keepdims=True))


def upsample(maps: Any, size: tuple[int, ...]) -> Any:
    """Resize maps (n, h, w) bilinearly to `size` (height, width)."""
    return tf.image.resize(maps[..., tf.newaxis], size)[..., 0]

"""Grad-CAM and HiResCAM: which parts of an image support a class.

Selvaraju et al., 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization", arXiv:1610.02391. Draelos and Carin, 2020, "Use HiResCAM instead of Grad-CAM for
faithful explanations of convolutional neural networks", arXiv:2011.08891. Each cell of a map is
placed at the centre of its receptive field; the map is not stretched over the whole image.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats, in_batches, to_channels
from fashion_mnist.networks.architectures import find_layers
from fashion_mnist.networks.backend import Model, Tensor, keras, tf
from fashion_mnist.networks.layers import find_centres

Explainer = Callable[[Floats, NDArray[np.integer]], Floats]
BATCH_SIZE = 500  # images


def make_explainer(network: Model, layer: str | None = None, method: str = "Grad-CAM") -> Explainer:
    """Compile a function from images and classes to heat maps (n, height, width) in [0, 1].

    A map is the evidence for the image's class, 0 without any. Images (n, height, width, channels)
    are grey or coloured; classes are (n,). `layer` has the feature maps to weight, by default the
    last ones; `find_layers` raises InputError for another. Changed weights take effect at once.
    """
    [maps] = find_layers(network, [layer])
    model = keras.Model(network.input, [maps.output, network.get_layer("logits").output])
    centres = find_centres(network, maps)

    def explain_batch(images: Tensor, classes: Tensor) -> Tensor:
        with tf.GradientTape() as tape:
            tape.watch(images)
            features, logits = model(images, training=False)
            scores = tf.gather(logits, classes, axis=1, batch_dims=1)
        heat = combine(features, tape.gradient(scores, features), method)
        return upsample(heat, centres, images.shape[1:3])

    compiled = tf.function(explain_batch, autograph=False).get_concrete_function(
        tf.TensorSpec(network.input.shape, network.input.dtype), tf.TensorSpec([None], tf.int64)
    )

    def explain_all(images: Floats, classes: NDArray[np.integer]) -> Floats:
        images = to_channels(images, network.input.shape[-1])
        batches = zip(in_batches(images, BATCH_SIZE), in_batches(classes, BATCH_SIZE), strict=True)
        return np.concatenate(
            [compiled(tf.constant(batch), tf.constant(own, tf.int64)) for batch, own in batches]
        )

    return explain_all


def combine(features: Tensor, gradients: Tensor, method: str = "Grad-CAM") -> Tensor:
    """Sum weighted feature maps (n, h, w, channels) to heat maps (n, h, w) in [0, 1]."""
    # Only the positive part of the sum is evidence for the class.
    heat = tf.nn.relu(tf.reduce_sum(METHODS[method](features, gradients), axis=-1))
    return tf.math.divide_no_nan(heat, tf.reduce_max(heat, axis=(1, 2), keepdims=True))


# Grad-CAM averages the gradient that weights a feature map over the pixels.
METHODS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Grad-CAM": lambda maps, gradients: maps * tf.reduce_mean(gradients, (1, 2), keepdims=True),
    "HiResCAM": lambda maps, gradients: maps * gradients,
}


def upsample(
    maps: Tensor, centres: Sequence[NDArray[np.floating]], size: tuple[int, ...]
) -> Tensor:
    """Place maps (n, h, w) on images of `size` (height, width) in pixels.

    Between the centres of the cells, which are the pixel positions of rows (h,) and columns (w,),
    maps are interpolated bilinearly. Beyond, the values at the edge are repeated.
    """
    rows, columns = (interpolate(*axis) for axis in zip(centres, size, strict=True))
    return tf.einsum("yi,nij,xj->nyx", rows, maps, columns)


def interpolate(centres: NDArray[np.floating], n_pixels: int) -> Floats:
    """Return the weight of each cell (`centres` ascend) in each pixel: (n_pixels, n_cells)."""
    cells = np.eye(len(centres), dtype=np.float32)
    weights = [np.interp(np.arange(n_pixels), centres, cell) for cell in cells]
    return np.stack(weights, axis=1).astype(np.float32)


def choose_examples(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Choose the most confident correct and the most confident wrong prediction of every class.

    The columns are the `index` of the image, `y_true`, `y_pred`, and the `probability` of the
    predicted class. A true class without correct or wrong predictions has fewer rows.
    """
    rows, table = np.arange(len(predictions)), predictions[["y_true", "y_pred"]].copy()
    table.insert(0, "index", rows)
    table["probability"] = predictions[list(classes)].to_numpy()[rows, table["y_pred"]]
    is_right = table["y_true"] == table["y_pred"]
    most_confident = table.groupby(["y_true", is_right])["probability"].idxmax()
    return table.loc[most_confident].sort_values(["y_true", "index"], ignore_index=True)

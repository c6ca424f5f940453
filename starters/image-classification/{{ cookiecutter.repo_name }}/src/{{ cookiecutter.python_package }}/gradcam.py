"""Grad-CAM: which parts of an image support the predicted class.

Selvaraju et al., 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization", arXiv:1610.02391.
"""

import numpy as np
import pandas as pd

from .images import Floats
from .networks import Model
from .predictions import find_right


def explain(
    network: Model, images: Floats, predictions: pd.DataFrame, classes: list[str]
) -> tuple[pd.DataFrame, Floats]:
    """Explain the most confident correct and wrong prediction of every class.

    Returns:
        A table of the examples with `index` of the image, `y_true`, `y_pred`, and `probability` of
        the predicted class; and their heat maps, (n, height, width), 0 to 1.
    """
    examples = choose_examples(predictions, classes)
    chosen = images[examples["index"].to_numpy()]
    return examples, draw_heat(network, chosen, examples["y_pred"].to_numpy())


def choose_examples(predictions: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Choose the most confident correct and the most confident wrong prediction of every class."""
    table = predictions[["y_true", "y_pred"]].assign(
        index=np.arange(len(predictions)), probability=predictions[classes].max(axis=1)
    )
    right = find_right(predictions).rename("right")
    best = table.groupby(["y_true", right])["probability"].idxmax()
    columns = ["index", "y_true", "y_pred", "probability"]
    return table.loc[best, columns].sort_values(["y_true", "index"], ignore_index=True)


def draw_heat(network: Model, images: Floats, labels: np.ndarray) -> Floats:
    """Return heat maps of the evidence for a class, at the size of the images.

    Args:
        network: has the layers `features` and `logits`.
        images: (n, height, width, channels), 0 to 1.
        labels: the class to explain for each image, (n,).

    Returns:
        Maps (n, height, width), 0 to 1. A map with no positive evidence is all zero.
    """
    import keras
    import tensorflow as tf

    outputs = [network.get_layer(name).output for name in ("features", "logits")]
    model = keras.Model(network.input, outputs)
    with tf.GradientTape() as tape:
        features, logits = model(tf.constant(images), training=False)
        scores = tf.gather(logits, tf.constant(labels, tf.int64), axis=1, batch_dims=1)
    weights = tf.reduce_mean(tape.gradient(scores, features), axis=(1, 2), keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(weights * features, axis=-1, keepdims=True))
    heat = tf.math.divide_no_nan(heat, tf.reduce_max(heat, axis=(1, 2, 3), keepdims=True))
    return np.asarray(tf.image.resize(heat, images.shape[1:3])[..., 0])

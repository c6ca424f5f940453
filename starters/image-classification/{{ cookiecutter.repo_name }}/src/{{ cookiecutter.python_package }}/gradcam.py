"""Grad-CAM: the parts of an image that support a class (Selvaraju et al., arXiv:1610.02391)."""

import numpy as np
import pandas as pd

from .images import Floats
from .networks import Network
from .predictions import find_right, list_by_confidence


def explain(
    network: Network, images: Floats, predictions: pd.DataFrame, classes: list[str]
) -> tuple[pd.DataFrame, Floats]:
    """Explain the most confident wrong and correct prediction of every class.

    Returns:
        The examples as `list_by_confidence` lists them, the wrong ones first; and their heat maps,
        (n, height, width), 0 to 1. A map with no positive evidence is all zero.
    """
    import keras
    import tensorflow as tf

    table = list_by_confidence(predictions, classes).assign(right=find_right)
    examples = table.drop_duplicates(["y_true", "right"]).sort_values(["right", "y_true"])
    outputs = [network.get_layer(name).output for name in ("features", "logits")]
    model = keras.Model(network.input, outputs)
    with tf.GradientTape() as tape:
        features, logits = model(tf.constant(images[examples["index"]]), training=False)
        scores = tf.gather(logits, tf.constant(examples["y_pred"]), axis=1, batch_dims=1)
    weights = tf.reduce_mean(tape.gradient(scores, features), axis=(1, 2), keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(weights * features, axis=-1, keepdims=True))
    heat = tf.math.divide_no_nan(heat, tf.reduce_max(heat, axis=(1, 2, 3), keepdims=True))
    return examples, np.asarray(tf.image.resize(heat, images.shape[1:3])[..., 0])

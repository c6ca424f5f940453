"""A small convolutional network in Keras, which is imported when a function needs it."""

import os
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field, PositiveFloat, PositiveInt

from .images import Floats, Labels
from .parameters import Block
from .predictions import tabulate_predictions

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

Network = Any  # Keras has no types
Fraction = Annotated[float, Field(ge=0, lt=1)]


class NetworkOptions(Block):
    """The parameters of a network."""

    filters: list[PositiveInt]
    dropout: Fraction
    epochs: PositiveInt
    patience: PositiveInt
    batch_size: PositiveInt
    learning_rate: PositiveFloat
    shift: Fraction
    flip: bool


def reshape(images: Floats) -> Floats:
    """Add the axis of channels to grey images: (n, height, width, channels)."""
    return images if images.ndim == 4 else images[..., np.newaxis]


def build_network(shape: tuple[int, ...], n_classes: int, options: NetworkOptions) -> Network:
    """Build an untrained network for images of `shape` (height, width, channels).

    Its last layers are `features`, the maps (n, h, w, filters) that Grad-CAM weights; `logits`
    (n, n_classes); and `probabilities`, their softmax.
    """
    from keras import Input, Model, layers

    images = x = Input(shape)
    if options.flip:
        x = layers.RandomFlip("horizontal")(x)
    x = layers.RandomTranslation(options.shift, options.shift, "nearest")(x)
    for place, filters in enumerate(options.filters):
        x = layers.MaxPooling2D(padding="same")(x) if place else x
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
    x = layers.GlobalAveragePooling2D()(layers.Identity(name="features")(x))
    logits = layers.Dense(n_classes, name="logits")(layers.Dropout(options.dropout)(x))
    return Model(images, layers.Softmax(name="probabilities")(logits))


def fit_network(
    train_images: Floats,
    train_labels: Labels,
    validation_images: Floats,
    validation_labels: Labels,
    options: NetworkOptions,
    seed: int,
) -> tuple[Network, pd.DataFrame]:
    """Train a network and keep the weights of the best epoch on the validation images.

    Images are (n, height, width, channels), 0 to 1, and labels (n,), from 0.

    Returns:
        The network, and `loss`, `accuracy`, `val_loss` and `val_accuracy` of each `epoch`, from 0.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    network = build_network(train_images.shape[1:], int(train_labels.max()) + 1, options)
    steps = options.epochs * -(-len(train_images) // options.batch_size)
    rate = keras.optimizers.schedules.CosineDecay(options.learning_rate, steps)
    adam = keras.optimizers.Adam(rate)
    adam.build(network.trainable_variables)  # else TensorFlow traces the first step twice
    network.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(patience=options.patience, restore_best_weights=True)
    fitted = network.fit(
        train_images,
        train_labels,
        options.batch_size,
        options.epochs,
        validation_data=(validation_images, validation_labels),
        callbacks=[stop],
        verbose=0,
    )
    return network, pd.DataFrame(fitted.history).rename_axis("epoch").reset_index()


def predict(network: Network, images: Floats, labels: Labels, classes: list[str]) -> pd.DataFrame:
    """Tabulate a network's predictions of images (n, height, width, channels)."""
    return tabulate_predictions(labels, network.predict(images, verbose=0), classes)

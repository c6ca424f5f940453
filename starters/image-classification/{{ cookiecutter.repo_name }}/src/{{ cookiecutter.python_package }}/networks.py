"""A small convolutional network in Keras: build, train, predict.

TensorFlow is imported when a function runs, so that `kedro registry list` stays fast.
"""

import os
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from .images import Floats, Labels
from .parameters import Block, Count, Fraction, Positive
from .predictions import tabulate_predictions

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's import is silent

Model = Any  # Keras has no types


class Network(Block):
    """The parameters of a network.

    Attributes:
        filters: number of filters of each convolution. Maps are halved before all but the first.
        dropout: share of the features that training drops.
        epochs: largest number of epochs. The weights of the best epoch on validation are kept.
        patience: number of epochs without improvement after which training ends.
        batch_size: images in a batch.
        learning_rate: of Adam at the start; it falls to 0 by a cosine.
        shift: largest shift of training images, as a share of their size.
        flip: whether half of the training images are mirrored. Not for letters and digits.
    """

    filters: Annotated[list[Count], Field(min_length=1)]
    dropout: Fraction
    epochs: Count
    patience: Count
    batch_size: Count
    learning_rate: Positive
    shift: Fraction
    flip: bool


def reshape(images: Floats) -> Floats:
    """Add the axis of channels to grey images: (n, height, width, channels)."""
    return images if images.ndim == 4 else images[..., np.newaxis]


def build_network(shape: tuple[int, ...], n_classes: int, options: Network) -> Model:
    """Build an untrained network for images of `shape` (height, width, channels).

    Its last layers are `features`, the maps (n, h, w, filters) that Grad-CAM weights; `logits`
    (n, n_classes); and `probabilities`, their softmax.
    """
    from keras import Input, layers
    from keras import Model as KerasModel

    images = x = Input(shape, name="images")
    if options.flip:
        x = layers.RandomFlip("horizontal", name="flip")(x)
    if options.shift:
        x = layers.RandomTranslation(options.shift, options.shift, "nearest", name="shift")(x)
    for number, filters in enumerate(options.filters, start=1):
        if number > 1:
            x = layers.MaxPooling2D(padding="same", name=f"pool{number - 1}")(x)
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{number}")(x)
        name = "features" if number == len(options.filters) else f"relu{number}"
        x = layers.ReLU(name=name)(x)
    x = layers.GlobalAveragePooling2D(name="average_pool")(x)
    x = layers.Dropout(options.dropout, name="dropout")(x)
    logits = layers.Dense(n_classes, name="logits")(x)
    return KerasModel(images, layers.Softmax(name="probabilities")(logits), name="cnn")


def fit_network(
    train_images: Floats,
    train_labels: Labels,
    validation_images: Floats,
    validation_labels: Labels,
    options: Network,
    seed: int,
) -> tuple[Model, pd.DataFrame]:
    """Train a network and keep the weights of the best epoch on the validation images.

    Args:
        train_images: (n, height, width, channels), 0 to 1.
        train_labels: (n,), from 0.
        validation_images: as `train_images`.
        validation_labels: as `train_labels`.
        options: parameters of the network.
        seed: determines every random choice.

    Returns:
        The network, and its history: a row for each `epoch` with `loss`, `accuracy`, `val_loss` and
        `val_accuracy`.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    network = build_network(train_images.shape[1:], int(train_labels.max()) + 1, options)
    steps = options.epochs * -(-len(train_images) // options.batch_size)
    network.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(options.learning_rate, steps)),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    stop = keras.callbacks.EarlyStopping(patience=options.patience, restore_best_weights=True)
    fitted = network.fit(
        train_images,
        train_labels,
        batch_size=options.batch_size,
        epochs=options.epochs,
        validation_data=(validation_images, validation_labels),
        callbacks=[stop],
        verbose=0,
    )
    history = pd.DataFrame(fitted.history)
    history.insert(0, "epoch", range(1, len(history) + 1))
    return network, history


def predict(network: Model, images: Floats, labels: Labels, classes: list[str]) -> pd.DataFrame:
    """Tabulate a network's predictions of images (n, height, width, channels)."""
    return tabulate_predictions(labels, network.predict(images, verbose=0), classes)

"""Asking a trained network, by several views of each image."""

from collections.abc import Callable
from functools import partial

import numpy as np

from fashion_mnist.images.arrays import AnyImages, Floats, in_batches, to_channels, to_floats
from fashion_mnist.networks.acceleration import accelerate
from fashion_mnist.networks.backend import Model, Tensor, keras, tf
from fashion_mnist.networks.demands import check_demands
from fashion_mnist.parameters.deep_learning import Network

BATCH_SIZE = 500


def predict(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Probabilities (n, n_classes), as `make_predictor` gives them by the network's parameters."""
    return average(predict_views(network, images, parameters))


def predict_views(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Probabilities (n_views, n, n_classes) of each view, the first that of the images as they are.

    The views are those that the network's parameters ask for.

    Raises:
        InputError: they are shifted by more than the images have.
    """
    check_demands(network, parameters)
    predict_each = _make_view_predictor(
        network,
        parameters.flip_average,
        parameters.shift_average,
        parameters.training.precision,
    )
    return predict_each(images)


def average(views: Floats) -> Floats:
    """Probabilities (n, n_classes) from those of each view, (n_views, n, n_classes)."""
    return np.asarray(np.mean(views, axis=0))


def make_predictor(
    network: Model, flip: bool = False, shift: int = 0, precision: str = "auto"
) -> Callable[[AnyImages], Floats]:
    """A function from images to probabilities (n, n_classes), to be called more than once.

    They are averaged over several views of each image: with `flip` also its mirror image; with
    `shift` each of these also moved by so many pixels up, down, left and right. Images
    (n, height, width, channels) may be grey or coloured, pixels or scaled; the precision is as
    `accelerate` takes it.
    """
    predict_each = _make_view_predictor(network, flip, shift, precision)
    return lambda images: average(predict_each(images))


def _make_view_predictor(
    network: Model, flip: bool, shift: int, precision: str
) -> Callable[[AnyImages], Floats]:
    channels = network.inputs[0].shape[-1]
    predict = compile_prediction(accelerate(network, precision), network.inputs[0])

    def predict_views(images: Floats) -> Floats:
        images = to_channels(images, channels)
        views = [images, images[:, :, ::-1]] if flip else [images]
        if shift:
            views = [moved for view in views for moved in (view, *_shifted(view, shift))]
        return np.array([predict(view) for view in views])

    return lambda images: ask_in_batches(predict_views, images, axis=1)


def make_feature_extractor(
    network: Model, precision: str = "auto"
) -> Callable[[AnyImages], Floats]:
    """A function from images to what the logits are made of, (n, n_features).

    Both are as `make_predictor` takes them.
    """
    features = keras.Model(network.inputs[0], network.get_layer("logits").input)
    compiled = compile_prediction(accelerate(features, precision), network.inputs[0])
    channels = network.inputs[0].shape[-1]

    def extract(images: Floats) -> Floats:
        return compiled(to_channels(images, channels)).astype(np.float32)

    return partial(ask_in_batches, extract)


def ask_in_batches(ask: Callable[[Floats], Floats], images: AnyImages, axis: int = 0) -> Floats:
    """What `ask` gives for images, of which it sees a batch at a time, scaled to [0, 1]."""
    batches = map(to_floats, in_batches(images, BATCH_SIZE))
    return np.concatenate([ask(batch) for batch in batches], axis=axis)


def compile_prediction(model: Model, example: Tensor) -> Callable[[Floats], Floats]:
    """What `model.predict` gives for a batch, without its setting up anew at each call."""
    ask = tf.function(lambda batch: model(batch, training=False), autograph=False)
    compiled = ask.get_concrete_function(tf.TensorSpec(example.shape, example.dtype))
    return lambda batch: np.asarray(compiled(tf.constant(batch)))


def _shifted(images: Floats, pixels: int) -> list[Floats]:
    height, width = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (pixels, pixels), (pixels, pixels), (0, 0)))
    offsets = ((0, pixels), (2 * pixels, pixels), (pixels, 0), (pixels, 2 * pixels))
    return [padded[:, row : row + height, column : column + width] for row, column in offsets]

"""Asking a trained network, by several views of each image."""

from collections.abc import Callable

import numpy as np

from fashion_mnist.images.arrays import Floats, to_channels
from fashion_mnist.networks.acceleration import accelerate
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.demands import check_demands
from fashion_mnist.parameters.deep_learning import Network


def predict(network: keras.Model, images: Floats, parameters: Network) -> Floats:
    """Probabilities (n, n_classes), as `make_predictor` gives them by the network's parameters."""
    return average(predict_views(network, images, parameters))


def predict_views(network: keras.Model, images: Floats, parameters: Network) -> Floats:
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
    network: keras.Model, flip: bool = False, shift: int = 0, precision: str = "auto"
) -> Callable[[Floats], Floats]:
    """A function from images to probabilities (n, n_classes), to be called more than once.

    They are averaged over several views of each image: with `flip` also its mirror image; with
    `shift` each of these also moved by so many pixels up, down, left and right. Images
    (n, height, width, channels) may be grey or coloured; the precision is as `accelerate` takes it.
    """
    predict_each = _make_view_predictor(network, flip, shift, precision)
    return lambda images: average(predict_each(images))


def _make_view_predictor(
    network: keras.Model, flip: bool, shift: int, precision: str
) -> Callable[[Floats], Floats]:
    channels = network.inputs[0].shape[-1]
    model = accelerate(network, precision)

    def predict_views(images: Floats) -> Floats:
        images = to_channels(images, channels)
        views = [images, images[:, :, ::-1]] if flip else [images]
        if shift:
            views = [moved for view in views for moved in (view, *_shifted(view, shift))]
        return np.array([model.predict(view, batch_size=500, verbose=0) for view in views])

    return predict_views


def _shifted(images: Floats, pixels: int) -> list[Floats]:
    height, width = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (pixels, pixels), (pixels, pixels), (0, 0)))
    offsets = ((0, pixels), (2 * pixels, pixels), (pixels, 0), (pixels, 2 * pixels))
    return [padded[:, row : row + height, column : column + width] for row, column in offsets]

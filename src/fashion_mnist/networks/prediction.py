"""Predictions of a trained network, averaged over several views of each image."""

from collections.abc import Callable
from functools import partial

import numpy as np

from fashion_mnist.images.arrays import AnyImages, Floats, in_batches, to_channels
from fashion_mnist.networks.architectures import check_network
from fashion_mnist.networks.backend import Layer, Model, Tensor, keras, tf
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.processor import read_processor

BATCH_SIZE = 500
IN_FLOAT32 = ("images", "logits", "probabilities")  # layers, whatever the precision


def predict(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Probabilities (n, n_classes), as `make_predictor` gives them by the network's parameters."""
    return average_views(predict_views(network, images, parameters))


def predict_views(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Probabilities (n_views, n, n_classes) of each view, the first that of the images as they are.

    The views are those that the network's parameters ask for.

    Raises:
        InputError: they are shifted by more than the images have.
    """
    check_network(network, parameters)
    predict_each = _make_view_predictor(
        network,
        parameters.tta_flip,
        parameters.tta_shift,
        parameters.training.precision,
    )
    return predict_each(images)


def average_views(views: Floats) -> Floats:
    """Probabilities (n, n_classes) from those of each view, (n_views, n, n_classes)."""
    return np.asarray(np.mean(views, axis=0))


def make_predictor(
    network: Model, flip: bool = False, shift: int = 0, precision: str = "auto"
) -> Callable[[AnyImages], Floats]:
    """A function from images to probabilities (n, n_classes), to be called more than once.

    They are averaged over several views of each image: with `flip` also its mirror image; with
    `shift` each of these also moved by so many pixels up, down, left and right. Images
    (n, height, width, channels) may be grey or coloured; the precision is as `accelerate` takes it.
    """
    predict_each = _make_view_predictor(network, flip, shift, precision)
    return lambda images: average_views(predict_each(images))


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
    """What `ask` gives for images, of which it sees a batch at a time."""
    return np.concatenate([ask(batch) for batch in in_batches(images, BATCH_SIZE)], axis=axis)


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


def accelerate(network: Model, precision: str = "auto") -> Model:
    """Copy a network into one that is faster to train and to ask.

    It computes in `precision`, normalises by one kernel, and takes each batch in two halves. Its
    weights are float32, in the order of the network's. In float32 it predicts what the network
    does, but for rounding; what it learns is not the same (`GhostBatchNormModel`,
    `FusedBatchNormalization`).

    Args:
        network: of Keras's own layers.
        precision: `float32`, `mixed_bfloat16`, or `auto` as in `choose_precision`.
    """
    from fashion_mnist.networks.keras_classes import FusedBatchNormalization, GhostBatchNormModel

    policy = choose_precision() if precision == "auto" else precision

    def convert(layer: Layer) -> Layer:
        is_normalisation = isinstance(layer, keras.layers.BatchNormalization)
        layer_class = FusedBatchNormalization if is_normalisation else type(layer)
        dtype = "float32" if layer.name in IN_FLOAT32 else policy
        return layer_class.from_config(layer.get_config() | {"dtype": dtype})

    copy = keras.models.clone_model(network, clone_function=convert)
    copy.set_weights(network.get_weights())
    return GhostBatchNormModel(copy)


def choose_precision() -> str:
    """`mixed_bfloat16` where the GPU or the processor computes in bfloat16, else `float32`."""
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        capability = tf.config.experimental.get_device_details(gpus[0]).get("compute_capability")
        has_bfloat16 = bool(capability and capability >= (8, 0))
    else:
        has_bfloat16 = bool({"avx512_bf16", "amx_bf16"} & _processor_flags())
    return "mixed_bfloat16" if has_bfloat16 else "float32"


def _processor_flags() -> set[str]:
    return set(read_processor("flags").split())

"""Predictions of a trained network, averaged over several views of each image."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from fashion_mnist.images.arrays import AnyImages, Floats, in_batches, to_channels
from fashion_mnist.networks.architectures import check_network
from fashion_mnist.networks.backend import Layer, Model, Tensor, keras, tf
from fashion_mnist.networks.layers import find_sources
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.processor import read_processor

Predictor = Callable[[AnyImages], Floats]
BATCH_SIZE = 500
IN_FLOAT32 = ("images", "logits", "probabilities")  # these layers keep float32 at any precision


def predict(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Predict probabilities (n, n_classes), averaged over the views set in the parameters."""
    return np.asarray(predict_views(network, images, parameters).mean(axis=0))


def predict_views(network: Model, images: AnyImages, parameters: Network) -> Floats:
    """Predict probabilities (n_views, n, n_classes) for each view set in the parameters.

    The first view is the unchanged image. Raises InputError if `check_network` does.
    """
    check_network(network, parameters)
    views = parameters.tta_flip, parameters.tta_shift
    return _make_view_predictor(network, *views, parameters.training.precision)(images)


def make_predictor(
    network: Model, flip: bool = False, shift: int = 0, precision: str = "auto"
) -> Predictor:
    """Compile a function from images to probabilities (n, n_classes), for many calls.

    It averages over views of each image (height, width, channels), grey or coloured: `flip` adds
    the mirror image, and `shift` adds views moved up, down, left and right by so many pixels. See
    `accelerate` for `precision`.
    """
    predict_each = _make_view_predictor(network, flip, shift, precision)
    return lambda images: np.asarray(predict_each(images).mean(axis=0))


def _make_view_predictor(network: Model, flip: bool, shift: int, precision: str) -> Predictor:
    height, width, channels = network.inputs[0].shape[1:]
    predict = compile_prediction(accelerate(network, precision), network.inputs[0])
    margins = ((0, 0), (shift, shift), (shift, shift), (0, 0))
    # Where views begin in a padded image: in the middle, and one shift up, down, left and right.
    corners = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)] if shift else [(0, 0)]

    def predict_batch(images: Floats) -> Floats:
        padded = np.pad(to_channels(images, channels), margins)
        views = [
            side[:, shift * row :, shift * column :][:, :height, :width]
            for side in ([padded, padded[:, :, ::-1]] if flip else [padded])
            for row, column in corners
        ]
        return np.array([predict(view) for view in views])

    return lambda images: np.concatenate(
        [predict_batch(batch) for batch in in_batches(images, BATCH_SIZE)], axis=1
    )


def compile_prediction(model: Model, example: Tensor) -> Callable[[Floats], Floats]:
    """Compile `model.predict` for single batches like `example`, without its set-up per call."""
    forward = tf.function(lambda batch: model(batch, training=False), autograph=False)
    compiled = forward.get_concrete_function(tf.TensorSpec(example.shape, example.dtype))
    return lambda batch: np.asarray(compiled(tf.constant(batch)))


def accelerate(network: Model, precision: str = "auto") -> Model:
    """Return a copy of a network of Keras's own layers that trains and predicts faster.

    The copy computes in `precision` (`float32`, `mixed_bfloat16`, or what `choose_precision`
    chooses), normalises with one kernel, applies ReLU after max pooling instead of before, and
    splits each batch into two halves. Its weights are float32, in the same order. In float32 its
    predictions are the same up to rounding. Its training differs: see `GhostBatchNormModel` and
    `FusedBatchNormalization`.
    """
    from fashion_mnist.networks import keras_classes

    policy = choose_precision() if precision == "auto" else precision
    moved = find_activations_before_pooling(network)

    def convert(layer: Layer) -> Layer:
        layer_class, config = type(layer), layer.get_config()
        config["dtype"] = "float32" if layer.name in IN_FLOAT32 else policy
        if layer.name in moved:
            config["activation"] = "linear"
        elif layer.name in moved.values():
            layer_class = keras_classes.MaxPoolingAndReLU
        elif isinstance(layer, keras.layers.BatchNormalization):
            layer_class = keras_classes.FusedBatchNormalization
        return layer_class.from_config(config)

    copy = keras.models.clone_model(network, clone_function=convert)
    copy.set_weights(network.get_weights())
    return keras_classes.GhostBatchNormModel(copy)


def find_activations_before_pooling(network: Model) -> dict[str, str]:
    """Return the layers whose ReLU feeds a max pooling and nothing else, with that pooling."""
    pairs = [(source, layer) for layer in network.layers for source in find_sources(layer)]
    n_consumers = Counter(source.name for source, _ in pairs)
    return {
        source.name: layer.name
        for source, layer in pairs
        if type(layer) is keras.layers.MaxPooling2D
        and source.get_config().get("activation") == "relu"
        and n_consumers[source.name] == 1
    }


def choose_precision() -> str:
    """Return `mixed_bfloat16` if the first GPU, else the CPU, computes in it, or `float32`."""
    if gpus := tf.config.list_physical_devices("GPU"):
        capability = tf.config.experimental.get_device_details(gpus[0]).get("compute_capability")
        has_bfloat16 = capability and capability >= (8, 0)
    else:
        has_bfloat16 = {"avx512_bf16", "amx_bf16"}.intersection(read_processor("flags").split())
    return "mixed_bfloat16" if has_bfloat16 else "float32"

"""Networks as ONNX and LiteRT files: images in, probabilities out."""

from tempfile import TemporaryDirectory
from typing import Any

from fashion_mnist.export import OPSET
from fashion_mnist.images.arrays import Floats, to_channels
from fashion_mnist.networks.backend import Model, Tensor, keras, tf


def with_views(network: Model, flip: bool, shift: int) -> Model:
    """The network that averages over the views of an image by itself.

    They are those of `networks.prediction.make_predictor`: with `flip` also the mirror image; with
    `shift` each of these also moved by so many pixels up, down, left and right.
    """
    keras.utils.clear_session(free_memory=False)  # so that the layers' names count from 0
    images = keras.Input(network.input.shape[1:], name="images")
    views = [images, keras.ops.flip(images, axis=2)] if flip else [images]
    if shift:
        views = [moved for view in views for moved in (view, *_shifted(view, shift))]
    each = network(keras.ops.concatenate(views)) if len(views) > 1 else network(images)
    by_view = keras.ops.reshape(each, (len(views), -1, each.shape[-1]))
    mean = keras.ops.mean(by_view, axis=0)
    probabilities = keras.layers.Identity(name="probabilities")(mean)
    return keras.Model(images, {"probabilities": probabilities}, name=network.name)


def count_views(flip: bool, shift: int) -> int:
    """How many views of an image these are."""
    return (2 if flip else 1) * (5 if shift else 1)


def _shifted(images: Tensor, pixels: int) -> list[Tensor]:
    padded = keras.layers.ZeroPadding2D(pixels)(images)
    around = (0, 2 * pixels), (2 * pixels, 0), (pixels, pixels)
    first, last, middle = around
    croppings = ((first, middle), (last, middle), (middle, first), (middle, last))
    return [keras.layers.Cropping2D(cropping)(padded) for cropping in croppings]


def as_input(network: Model, images: Floats) -> Floats:
    """Images (n, height, width, c) with as many channels as the network takes."""
    return to_channels(images, network.input.shape[-1])


def to_onnx(network: Model) -> bytes:
    """Write a network as ONNX."""
    import tf2onnx

    signature = [tf.TensorSpec(network.input.shape, tf.float32, name="images")]
    model, _ = tf2onnx.convert.from_keras(network, signature, opset=OPSET)
    _number_names(model.graph)
    return bytes(model.SerializeToString())


def _number_names(graph: Any) -> None:
    """Name and sort nodes and values by their first use; tf2onnx counts names per process."""
    outer = [*graph.input, *graph.output]
    for value in outer:
        value.type.tensor_type.shape.dim[0].dim_param = "n"
    kept = {"", *(value.name for value in outer)}  # an input that is left out has no name
    used = dict.fromkeys(name for node in graph.node for name in (*node.input, *node.output))
    names = {n: n if n in kept else f"value_{place}" for place, n in enumerate(used)}
    for place, node in enumerate(graph.node):
        node.name = f"{node.op_type}_{place}"
        node.input[:] = [names[name] for name in node.input]
        node.output[:] = [names[name] for name in node.output]
    for weights in graph.initializer:
        weights.name = names[weights.name]
    graph.initializer.sort(key=lambda weights: int(weights.name.removeprefix("value_")))
    del graph.value_info[:]  # shapes, which whoever runs it infers


def to_litert(network: Model) -> bytes:
    """Write a network as LiteRT, once called TensorFlow Lite."""
    with TemporaryDirectory() as folder:
        network.export(folder, verbose=False)
        return bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())

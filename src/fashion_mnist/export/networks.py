"""Networks as ONNX and LiteRT files that map images to probabilities."""

from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from fashion_mnist.export import OPSET
from fashion_mnist.networks.backend import Model, Tensor, keras, tf

# Methods of tf2onnx's graphs that return nodes from a set, which is ordered by addresses in memory
# or hashes of names. The optimizers make other graphs from another order.
UNORDERED = ("extract_sub_graph_nodes", "find_output_consumers")


def with_views(network: Model, flip: bool, shift: int) -> tuple[Model, int]:
    """Build a network that averages over several views of an image; also return their number."""
    keras.utils.clear_session(free_memory=False)  # so that the layers' names count from 0
    images = keras.Input(network.input.shape[1:], name="images")
    views, n_views = make_views(images, flip, shift)
    outputs = network(views)
    by_view = keras.ops.reshape(outputs, (n_views, -1, outputs.shape[-1]))
    mean = keras.ops.mean(by_view, axis=0)
    probabilities = keras.layers.Identity(name="probabilities")(mean)
    whole = keras.Model(images, {"probabilities": probabilities}, name=network.name)
    return whole, n_views


def make_views(images: Tensor, flip: bool, shift: int) -> tuple[Tensor, int]:
    """Concatenate the views that `networks.prediction.make_predictor` explains; count them."""
    views = [images, keras.ops.flip(images, axis=2)] if flip else [images]
    if shift:
        views = [moved for view in views for moved in (view, *_shifted(view, shift))]
    return keras.ops.concatenate(views) if len(views) > 1 else images, len(views)


def _shifted(images: Tensor, pixels: int) -> list[Tensor]:
    padded = keras.layers.ZeroPadding2D(pixels)(images)
    first, last, middle = (0, 2 * pixels), (2 * pixels, 0), (pixels, pixels)
    croppings = ((first, middle), (last, middle), (middle, first), (middle, last))
    return [keras.layers.Cropping2D(cropping)(padded) for cropping in croppings]


def to_onnx(network: Model) -> bytes:
    """Convert a network with named outputs to the bytes of an ONNX file."""
    import tf2onnx
    from onnx.tools.update_model_dims import update_inputs_outputs_dims
    from tf2onnx.graph import Graph

    in_order: dict[str, Any] = {name: _in_graph_order(getattr(Graph, name)) for name in UNORDERED}
    signature = [tf.TensorSpec(network.input.shape, tf.float32, name="images")]
    with mock.patch.multiple(Graph, **in_order):
        model, _ = tf2onnx.convert.from_keras(network, signature, opset=OPSET)
    # tf2onnx names the number of images by a varying number.
    inputs = {"images": ["n", *network.input_shape[1:]]}
    outputs = {name: ["n", *output.shape[1:]] for name, output in network.output.items()}
    update_inputs_outputs_dims(model, inputs, outputs)
    _number_names(model.graph)
    return bytes(model.SerializeToString())


def _in_graph_order(find: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Let a method of tf2onnx's graphs return nodes in their order in the graph."""

    def find_in_order(graph: Any, *arguments: Any, **options: Any) -> list[Any]:
        places = {node: place for place, node in enumerate(graph.get_nodes())}
        return sorted(find(graph, *arguments, **options), key=lambda node: places.get(node, -1))

    return find_in_order


def _number_names(graph: Any) -> None:
    """Name nodes and values by their first use, since tf2onnx counts names per process."""
    outer = (*graph.input, *graph.output)
    kept = {"", *(value.name for value in outer)}  # an omitted input has no name
    used = dict.fromkeys(name for node in graph.node for name in (*node.input, *node.output))
    names = {n: n if n in kept else f"value_{place}" for place, n in enumerate(used)}
    for place, node in enumerate(graph.node):
        node.name = f"{node.op_type}_{place}"
        node.input[:] = [names[name] for name in node.input]
        node.output[:] = [names[name] for name in node.output]
    for weights in graph.initializer:
        weights.name = names[weights.name]
    graph.initializer.sort(key=lambda weights: int(weights.name.removeprefix("value_")))
    del graph.value_info[:]  # intermediate shapes, which runtimes infer


def to_litert(network: Model) -> bytes:
    """Convert a network to the bytes of a LiteRT (formerly TensorFlow Lite) file."""
    with TemporaryDirectory() as folder:
        network.export(folder, verbose=False)
        return bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())

"""The network for pictures as one ONNX file that needs neither this project nor TensorFlow.

The file carries its model card as metadata. `pictures.released` opens it.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from fashion_mnist.explanation.gradcam import interpolate
from fashion_mnist.export import check_libraries
from fashion_mnist.export.networks import make_views, to_onnx
from fashion_mnist.images.arrays import AnyImages, Floats, Images, digest_pixels
from fashion_mnist.networks.architectures import find_layers
from fashion_mnist.networks.backend import Model, Tensor, keras
from fashion_mnist.networks.layers import find_centres, find_sources
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.released import CARD


def write_released(
    network: Model,
    classifier: Mapping[str, Any],
    classes: list[str],
    parameters: Network,
    levels: Floats,
    provenance: Mapping[str, Any],
    **trained_on: AnyImages | Images,
) -> bytes:
    """Write a network for pictures as one ONNX file, with its card.

    The file's input is `images` (n, height, width, channels); `add_outputs` describes its outputs,
    and `load_released` the card: `provenance` becomes `made`, and `data` has the digests of the
    images `trained_on`.
    """
    check_libraries()
    import onnx

    content = to_onnx(add_outputs(network, parameters.tta_flip, parameters.tta_shift))
    card = {
        "classifier": dict(classifier),
        "classes": classes,
        "levels": levels.tolist(),
        "made": dict(provenance),
        "data": {name: digest_pixels(images) for name, images in trained_on.items()},
    }
    model = onnx.load_from_string(content)
    onnx.helper.set_model_props(model, {CARD: json.dumps(card, sort_keys=True)})
    return bytes(model.SerializeToString())


def add_outputs(network: Model, flip: bool, shift: int) -> Model:
    """Build a network that also explains its predictions.

    Grad-CAM needs no gradients here: behind average pooling, the gradient of a logit is the same
    in each cell of a map, the weight of the map in the dense layer.

    Returns:
        A network with the outputs `probabilities` (n, n_classes), averaged over the views that
        `networks.prediction.make_predictor` explains; and `heat` (n, height, width, n_classes) in
        [0, 1], the Grad-CAM heat map of each class.

    Raises:
        InputError: the network does not end in average pooling and one dense layer.
    """
    [maps], logits = find_layers(network, [None]), network.get_layer("logits")
    [pooling] = find_sources(logits)
    is_average = isinstance(pooling, keras.layers.GlobalAveragePooling2D)
    if not is_average or find_sources(pooling) != [maps]:
        raise InputError(
            f"Expected a network that ends in average pooling and a dense layer. Received "
            f"{network.name}: choose another `robust.architecture`."
        )
    keras.utils.clear_session(free_memory=False)  # so that the layers' names count from 0
    inner = keras.Model(network.input, [network.output, maps.output])
    images = keras.Input(network.input.shape[1:], name="images")
    views, n_views = make_views(images, flip, shift)
    predicted, cells = (
        keras.ops.reshape(part, (n_views, -1, *part.shape[1:])) for part in inner(views)
    )
    outputs = {
        "probabilities": keras.ops.mean(predicted, axis=0),
        "heat": _explain(cells[0], logits.get_weights()[0], find_centres(network, maps), images),
    }
    named = {name: keras.layers.Identity(name=name)(value) for name, value in outputs.items()}
    return keras.Model(images, named, name=network.name)


def _explain(cells: Tensor, weights: Floats, centres: list[Any], images: Tensor) -> Tensor:
    """Return Grad-CAM heat maps (n, height, width, n_classes) from feature maps (n, h, w, k)."""
    heat = keras.ops.relu(keras.ops.matmul(cells, weights))
    largest = keras.ops.max(heat, axis=(1, 2), keepdims=True)
    heat = heat / keras.ops.maximum(largest, np.float32(1e-12))
    rows, columns = (interpolate(*axis) for axis in zip(centres, images.shape[1:3], strict=True))
    by_class = keras.ops.transpose(heat, (0, 3, 1, 2))
    placed = keras.ops.matmul(keras.ops.matmul(rows, by_class), columns.T)
    return keras.ops.transpose(placed, (0, 2, 3, 1))

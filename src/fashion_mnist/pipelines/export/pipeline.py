"""The export pipeline."""

import logging
from functools import partial

import numpy as np
from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.classical import Classifier, fitting
from fashion_mnist.evaluation.predictions import Table, join_tables, list_rows
from fashion_mnist.export import About, check_libraries, describe, networks, parity
from fashion_mnist.images.arrays import Floats, ScaledImages, to_channels
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Sample
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines import for_model, per_model

log = logging.getLogger(__name__)


def create_pipeline() -> Pipeline:
    """Export each model that has been run, and compare its files with the original."""
    network = ["network@fitted", "validation.images"]
    classical = ["model@fitted", "validation.images"]
    options = ["params:classes", "params:model"]
    compare = partial(node, outputs="export_comparison", name="compare_with_original")
    of_network = [
        node(write_network, [*network, *options], ["onnx", "litert", "exported"], name="write"),
        compare(compare_network, ["onnx", "litert", *network, "params:model", "params:export"]),
    ]
    of_classical = [
        node(write_classical, [*classical, "params:classes"], ["onnx", "exported"], name="write"),
        compare(compare_classical, ["onnx", "exported", *classical, "params:export"]),
    ]
    comparisons = per_model(model_names.TRAINED, "export_comparison")
    nodes: list[Node | Pipeline] = [
        *(for_model(model, of_network) for model in model_names.ALL_NETWORKS),
        *(for_model(model, of_classical) for model in model_names.CLASSICAL),
        node(gather, comparisons, "exports", name="gather_exports"),
    ]
    return pipeline(nodes, tags="export")


def write_network(
    network: Model, images: ScaledImages, classes: list[str], parameters: Network
) -> tuple[bytes, bytes, About]:
    """Write a network as ONNX and LiteRT, averaging over the same views as its predictions."""
    check_libraries()
    whole, views = networks.with_views(network, parameters.tta_flip, parameters.tta_shift)
    about = describe(classes, network.input.shape[1:], images.levels, views, {})
    return networks.to_onnx(whole), networks.to_litert(whole), about


def write_classical(
    model: Classifier, images: ScaledImages, classes: list[str]
) -> tuple[bytes, About]:
    """Write a classical model as ONNX; if that fails, return no bytes, and the reason."""
    check_libraries()
    from fashion_mnist.export.classical import to_onnx

    content, not_written = b"", {}
    try:
        content = to_onnx(model, images.shape[1:])
    except InputError as error:
        log.warning("Not written as ONNX: %s", error)
        not_written["onnx"] = str(error)
    return content, describe(classes, images.shape[1:], images.levels, 1, not_written)


def compare_network(
    onnx: bytes,
    litert: bytes,
    network: Model,
    images: ScaledImages,
    parameters: Network,
    options: Sample,
) -> Table:
    """Compare the files of a network with the network, which predicts in float32 as they do."""
    predict = make_predictor(network, parameters.tta_flip, parameters.tta_shift, "float32")
    sample = to_channels(spread(images, options.images), network.input.shape[-1])
    return parity.compare({"onnx": onnx, "litert": litert}, predict(sample), sample, {})


def compare_classical(
    onnx: bytes, about: About, model: Classifier, images: ScaledImages, options: Sample
) -> Table:
    """Compare the file of a classical model with the model."""
    sample = spread(images, options.images)
    predict = fitting.make_predictor(model, images.shape[-1])
    return parity.compare({"onnx": onnx}, predict(sample), sample, about["not_written"])


def spread(images: ScaledImages, n: int) -> Floats:
    """Select up to n images at equal distances, since a set may be sorted by class."""
    return images[np.unique(np.linspace(0, len(images) - 1, n, dtype=int))]


def gather(**comparisons: Table) -> Table:
    """Join the comparisons of all models; warn of files that disagree with their model."""
    table = join_tables(comparisons)
    for row in list_rows(table[table["equal_answers"] < parity.MIN_EQUAL_ANSWERS]):
        log.warning(
            "%s as %s agrees with the model on only %.1f%% of the images: do not use it",
            *(row["model"], row["format"], 100 * row["equal_answers"]),
        )
    return table

"""Nodes of the export pipeline."""

from __future__ import annotations

import logging

from fashion_mnist import classical, evaluation, export, images, networks, parameters

log = logging.getLogger(__name__)


def write_network(
    network: networks.Model, classes: list[str], parameters: parameters.Network
) -> tuple[bytes, bytes, export.About]:
    """Write a network as ONNX and LiteRT, with all views by which it predicts."""
    export.formats.check_libraries()
    files = export.network_files
    whole = files.with_views(network, parameters.flip_average, parameters.shift_average)
    views = files.count_views(parameters.flip_average, parameters.shift_average)
    about = export.formats.describe(classes, network.input.shape[1:], views, {})
    return files.to_onnx(whole), files.to_litert(whole), about


def write_classical(
    model: classical.Classifier, images: images.Floats, classes: list[str]
) -> tuple[bytes, export.About]:
    """Write a classical model as ONNX; where that cannot be, nothing, and why."""
    export.formats.check_libraries()
    content, reason = export.classical_onnx.try_onnx(model, images.shape[1:])
    if reason:
        log.warning("Not written as ONNX: %s", reason)
    not_written = {"onnx": reason} if reason else {}
    return content, export.formats.describe(classes, images.shape[1:], 1, not_written)


def compare_network(
    onnx: bytes,
    litert: bytes,
    network: networks.Model,
    images: images.Floats,
    parameters: parameters.Network,
    options: parameters.Export,
) -> evaluation.Table:
    """Compare the files of a network with the network, asked in float32 as they are."""
    predict = networks.prediction.make_predictor(
        network, parameters.flip_average, parameters.shift_average, "float32"
    )
    taken = export.network_files.as_taken(network, images[: options.images])
    return export.parity.compare({"onnx": onnx, "litert": litert}, predict(taken), taken, {})


def compare_classical(
    onnx: bytes,
    about: export.About,
    model: classical.Classifier,
    images: images.Floats,
    options: parameters.Export,
) -> evaluation.Table:
    """Compare the file of a classical model with the model."""
    taken = images[: options.images]
    predict = classical.probabilities.make_predictor(model, images.shape[-1])
    return export.parity.compare({"onnx": onnx}, predict(taken), taken, about["not_written"])


def gather(**comparisons: evaluation.Table) -> evaluation.Table:
    """All comparisons, with the names of their models; a warning of files that answer otherwise."""
    table = evaluation.predictions.join_tables(comparisons)
    otherwise = table[table["equal_answers"] < export.parity.MIN_EQUAL_ANSWERS]
    for row in evaluation.rows.list_rows(otherwise):
        log.warning(
            "%s as %s answers only %.1f%% of the images as the model itself: do not use it",
            row["model"],
            row["format"],
            100 * row["equal_answers"],
        )
    return table

"""Exported models: run by their own libraries and compared with the originals."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from fashion_mnist.images.arrays import Floats, in_batches
from fashion_mnist.parameters.blocks import Block, Count
from fashion_mnist.parameters.errors import InputError

MIN_EQUAL_ANSWERS = 0.98  # rounding alone changes fewer
Predictor = Callable[[Floats], Floats]  # images (n, h, w, c) to probabilities (n, n_classes)

BATCH = 500  # images at once


class Export(Block):
    """How exported models are compared with their originals: by how many validation images."""

    images: Count = 1000


def compare(
    contents: Mapping[str, bytes], own: Floats, images: Floats, not_written: Mapping[str, str]
) -> pd.DataFrame:
    """A row for each format: its size, its speed, and how far it is from the original.

    Args:
        contents: the files by their format, empty where there is none.
        own: probabilities (n, n_classes) that the model itself gives the images.
        images: (n, height, width, channels).
        not_written: why there is no file of a format.

    Returns:
        `format`, `bytes`, `milliseconds` an image, the `largest_difference` of a probability, the
        share of `equal_answers`, and `not_written`.

    Raises:
        InputError: a file cannot be opened.
    """
    rows = [
        {"format": name, "bytes": len(content)}
        | (_ask(name, content, own, images) if content else {})
        | {"not_written": not_written.get(name, "")}
        for name, content in contents.items()
    ]
    columns = ["format", "bytes", "milliseconds", "largest_difference", "equal_answers"]
    return pd.DataFrame(rows, columns=[*columns, "not_written"])


def _ask(name: str, content: bytes, own: Floats, images: Floats) -> dict[str, float]:
    try:
        predict = OPENERS[name](content)
    except Exception as error:  # of a type of the runtime's own
        raise InputError(
            f"Expected a whole {name} file. Received {len(content):,} bytes that its runtime "
            f"cannot open: {error}. Run `kedro run --pipelines=export --everything`."
        ) from error
    predict(images[:1])  # which prepares it
    start = time.perf_counter()
    probabilities = predict(images)
    seconds = time.perf_counter() - start
    return {
        "milliseconds": 1000 * seconds / len(images),
        "largest_difference": float(np.abs(probabilities - own).max()),
        "equal_answers": float(np.mean(probabilities.argmax(axis=1) == own.argmax(axis=1))),
    }


def open_onnx(content: bytes) -> Predictor:
    """A function that asks an ONNX model."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return _in_batches(lambda images: session.run(["probabilities"], {"images": images})[0])


def open_litert(content: bytes) -> Predictor:
    """A function that asks a LiteRT model."""
    from ai_edge_litert.interpreter import Interpreter

    ask = Interpreter(model_content=content).get_signature_runner()
    return _in_batches(lambda images: ask(images=images)["probabilities"])


def _in_batches(predict: Predictor) -> Predictor:
    def predict_all(images: Floats) -> Floats:
        batches = map(np.ascontiguousarray, in_batches(images, BATCH))
        return np.concatenate([predict(batch) for batch in batches])

    return predict_all


OPENERS = {"onnx": open_onnx, "litert": open_litert}  # by the format

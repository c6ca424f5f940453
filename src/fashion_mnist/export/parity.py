"""Comparison of exported models, run in their own runtimes, with the originals."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from fashion_mnist.images.arrays import Floats, in_batches
from fashion_mnist.parameters.errors import InputError

MIN_EQUAL_ANSWERS = 0.98  # rounding alone changes fewer than 2% of the predictions
Predictor = Callable[[Floats], Floats]  # images (n, h, w, c) to probabilities (n, n_classes)
BATCH_SIZE = 500  # images


def compare(
    contents: Mapping[str, bytes], own: Floats, images: Floats, not_written: Mapping[str, str]
) -> pd.DataFrame:
    """Compare exported models with the original: size, speed and predictions.

    `own` are the probabilities (n, n_classes) of the images by the original. A format without a
    file has no content, and the reason in `not_written`.

    Returns:
        A row for each format: `format`, `bytes`, `milliseconds` per image, `largest_difference` of
        a probability, the share of equal predictions as `equal_answers`, and `not_written`.

    Raises:
        InputError: a file cannot be opened.
    """
    rows = []
    for name, content in contents.items():
        row = {"format": name, "bytes": len(content), "not_written": not_written.get(name, "")}
        rows.append(row | (_measure(name, content, own, images) if content else {}))
    columns = ["format", "bytes", "milliseconds", "largest_difference", "equal_answers"]
    return pd.DataFrame(rows, columns=[*columns, "not_written"])


def _measure(name: str, content: bytes, own: Floats, images: Floats) -> dict[str, float]:
    try:
        run = OPENERS[name](content)
    except Exception as error:  # each runtime has its own exception types
        raise InputError(
            f"Expected a complete {name} file. Received {len(content):,} bytes that its runtime "
            f"cannot open: {error}. Run `kedro run --pipelines=export --everything`."
        ) from error
    run(np.ascontiguousarray(images[:1]))  # warms the runtime up before the timing
    start = time.perf_counter()
    batches = map(np.ascontiguousarray, in_batches(images, BATCH_SIZE))
    probabilities = np.concatenate([run(batch) for batch in batches])
    seconds = time.perf_counter() - start
    return {
        "milliseconds": 1000 * seconds / len(images),
        "largest_difference": float(np.abs(probabilities - own).max()),
        "equal_answers": float(np.mean(probabilities.argmax(axis=1) == own.argmax(axis=1))),
    }


def open_onnx(content: bytes) -> Predictor:
    """Return the prediction function of an ONNX file."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return lambda images: session.run(["probabilities"], {"images": images})[0]


def open_litert(content: bytes) -> Predictor:
    """Return the prediction function of a LiteRT file."""
    from ai_edge_litert.interpreter import Interpreter

    runner = Interpreter(model_content=content).get_signature_runner()
    return lambda images: runner(images=images)["probabilities"]


OPENERS = {"onnx": open_onnx, "litert": open_litert}  # by format

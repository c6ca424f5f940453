"""Asking exported models, by the runtimes that others use."""

from collections.abc import Callable

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

from fashion_mnist.images.arrays import Floats, in_batches

Predictor = Callable[[Floats], Floats]  # images (n, h, w, c) to probabilities (n, n_classes)

BATCH = 500  # images at once


def open_onnx(content: bytes) -> Predictor:
    """A function that asks an ONNX model."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return _in_batches(lambda images: session.run(["probabilities"], {"images": images})[0])


def open_litert(content: bytes) -> Predictor:
    """A function that asks a LiteRT model."""
    ask = Interpreter(model_content=content).get_signature_runner()
    return _in_batches(lambda images: ask(images=images)["probabilities"])


def _in_batches(predict: Predictor) -> Predictor:
    def predict_all(images: Floats) -> Floats:
        batches = map(np.ascontiguousarray, in_batches(images, BATCH))
        return np.concatenate([predict(batch) for batch in batches])

    return predict_all


OPENERS = {"onnx": open_onnx, "litert": open_litert}  # by the format

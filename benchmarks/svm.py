"""The project's support vector machine against the same on the pixels by stock scikit-learn."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.svm import SVC

from benchmarks.data import load_split
from benchmarks.scaling import block_of
from benchmarks.timing import seconds
from fashion_mnist.estimators import build_estimator
from fashion_mnist.parameters import ClassicalModel


def run() -> Iterator[tuple[str, ...]]:
    """Fit on all training images and predict the test images, once each."""
    flat, test = (load_split(part)[1] for part in ("train", "test"))
    labels, truth = (load_split(part)[2].argmax(axis=1) for part in ("train", "test"))
    steps = ClassicalModel.model_validate(block_of("svm", "classical_ml")).steps
    arguments = steps[-1].arguments
    predicted: dict[str, Any] = {}

    def ours() -> None:
        predicted["ours"] = build_estimator(steps, seed=0).fit(flat, labels).predict(test)

    def stock() -> None:
        predicted["stock"] = SVC(**arguments).fit(np.sqrt(flat), labels).predict(np.sqrt(test))

    mine, theirs = seconds(ours), seconds(stock)
    accuracies = {name: (classes == truth).mean() for name, classes in predicted.items()}
    yield (
        "svm, fit and predict",
        f"{mine:.1f} s, accuracy {accuracies['ours']:.4f}",
        f"{theirs:.1f} s, accuracy {accuracies['stock']:.4f}",
        f"{theirs / mine:.2f} times as fast",
        "stock scikit-learn, all pixels",
    )

"""The support vector machine, accelerated, against stock scikit-learn."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.svm import SVC

from benchmarks.data import load_split
from benchmarks.timing import seconds
from fashion_mnist.estimators import build_estimator
from fashion_mnist.parameters import Step

ARGUMENTS = {"C": 10, "gamma": 0.01}


def run() -> Iterator[tuple[str, ...]]:
    """Fit on all training images and predict the test images, once each."""
    features, test = (np.sqrt(load_split(part)[1]) for part in ("train", "test"))
    labels, truth = (load_split(part)[2].argmax(axis=1) for part in ("train", "test"))
    ours = build_estimator([Step(type="sklearn.svm.SVC", **ARGUMENTS)], seed=0)
    stock = SVC(**ARGUMENTS)
    predicted: dict[str, Any] = {}

    def fit_and_predict(name: str, model: Any) -> None:
        predicted[name] = model.fit(features, labels).predict(test)

    mine = seconds(lambda: fit_and_predict("ours", ours))
    theirs = seconds(lambda: fit_and_predict("stock", stock))
    accuracies = {name: (classes == truth).mean() for name, classes in predicted.items()}
    yield (
        "svm, fit and predict",
        f"{mine:.1f} s, accuracy {accuracies['ours']:.4f}",
        f"{theirs:.1f} s, accuracy {accuracies['stock']:.4f}",
        f"{theirs / mine:.2f} times as fast",
        "stock scikit-learn",
    )

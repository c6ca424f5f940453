"""The accelerated support vector machine, compared with stock scikit-learn."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from unittest.mock import patch

from benchmarks.data import SHAPE, load_split
from benchmarks.fitting import block_of
from fashion_mnist.classical import pipelines
from fashion_mnist.classical.pipelines import ClassicalModel, Step, build_estimator
from fashion_mnist.images.arrays import flatten


def run() -> Iterator[tuple[str, ...]]:
    """Fit on all training images and predict the test images, once with each implementation."""
    steps = ClassicalModel.model_validate(block_of("svm", "classical_ml")).steps
    without_pca = [step for step in steps if not step.type.endswith("PCA")]
    for name, same in (("as configured", steps), ("on all features, without PCA", without_pca)):
        mine, accuracy = fit_and_predict(same)
        with stock_scikit_learn():
            theirs, their_accuracy = fit_and_predict(same)
        yield (
            f"svm {name}, fit and predict",
            f"{mine:.1f} s, accuracy {accuracy:.4f}",
            f"{theirs:.1f} s, accuracy {their_accuracy:.4f}",
            f"{theirs / mine:.2f} times as fast",
            "the same steps with stock scikit-learn",
        )


def stock_scikit_learn() -> AbstractContextManager[object]:
    """Build pipelines from scikit-learn's own classes."""
    return patch.object(pipelines, "_find_fastest", pipelines.find_class)


def fit_and_predict(steps: list[Step]) -> tuple[float, float]:
    """Fit and predict with classical steps; return seconds and test accuracy."""
    (flat, labels), (test, truth) = (
        (flatten(images[:]), labels) for images, labels in (load_split("train"), load_split("test"))
    )
    model = build_estimator(steps, 0, SHAPE)
    start = time.perf_counter()
    predicted = model.fit(flat, labels.argmax(axis=1)).predict(test)
    seconds = time.perf_counter() - start
    return seconds, float((predicted == truth.argmax(axis=1)).mean())

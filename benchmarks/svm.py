"""The support vector machine as configured, accelerated, against stock scikit-learn."""

from collections.abc import Iterator
from unittest.mock import patch

from sklearn.pipeline import Pipeline

from benchmarks.data import load_split
from benchmarks.scaling import block_of
from benchmarks.timing import seconds
from fashion_mnist import estimators
from fashion_mnist.parameters import ClassicalModel


def run() -> Iterator[tuple[str, ...]]:
    """Fit on all training images and predict the test images, once each."""
    steps = ClassicalModel.model_validate(block_of("svm", "classical_ml")).steps
    without_pca = [step for step in steps if not step.type.endswith("PCA")]
    mine, accuracy = fit_and_predict(estimators.build_estimator(steps, seed=0))
    for name, others in (("the same steps", steps), ("all pixels, without PCA,", without_pca)):
        with patch.object(estimators, "ACCELERATED", ()):
            stock = estimators.build_estimator(others, seed=0)
        theirs, their_accuracy = fit_and_predict(stock)
        yield (
            "svm, fit and predict",
            f"{mine:.1f} s, accuracy {accuracy:.4f}",
            f"{theirs:.1f} s, accuracy {their_accuracy:.4f}",
            f"{theirs / mine:.2f} times as fast",
            f"{name} by stock scikit-learn",
        )


def fit_and_predict(model: Pipeline) -> tuple[float, float]:
    """Seconds, and the accuracy on the test images."""
    flat, test = (load_split(part)[1] for part in ("train", "test"))
    labels, truth = (load_split(part)[2].argmax(axis=1) for part in ("train", "test"))
    time = seconds(lambda: model.fit(flat, labels))
    accuracies: list[float] = []
    time += seconds(lambda: accuracies.append(float((model.predict(test) == truth).mean())))
    return time, accuracies[0]

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
    flat, test = (load_split(part)[1] for part in ("train", "test"))
    labels, truth = (load_split(part)[2].argmax(axis=1) for part in ("train", "test"))
    steps = ClassicalModel.model_validate(block_of("svm", "classical_ml")).steps
    accuracies: list[float] = []

    def fit_and_predict(model: Pipeline) -> None:
        predicted = model.fit(flat, labels).predict(test)
        accuracies.append(float((predicted == truth).mean()))

    accelerated = estimators.build_estimator(steps, seed=0)
    with patch.object(estimators, "ACCELERATED", ()):
        stock = estimators.build_estimator(steps, seed=0)
    mine, theirs = (
        seconds(lambda model=model: fit_and_predict(model)) for model in (accelerated, stock)
    )
    yield (
        "svm, fit and predict",
        f"{mine:.1f} s, accuracy {accuracies[0]:.4f}",
        f"{theirs:.1f} s, accuracy {accuracies[1]:.4f}",
        f"{theirs / mine:.2f} times as fast",
        "the same steps by stock scikit-learn",
    )

"""The steps of a fitted scikit-learn model, as a table of layers."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline

from fashion_mnist.classical.parameter_count import count_parameters
from fashion_mnist.classical.types import Classifier
from fashion_mnist.images.arrays import Floats


def tabulate_steps(model: Classifier, features: Floats) -> pd.DataFrame:
    """A row for each step, in the form of the table of a network's layers.

    A multi-layer perceptron has a row for each of its layers. Names, types, output shapes and
    numbers of parameters; `inputs` names the step before.

    Args:
        model: a fitted pipeline, calibrated or not.
        features: (n, n_features) with n >= 1; the first row is passed through the steps.
    """
    row, rows = features[:1], [("features", "Input", features.shape[1], 0)]
    pipeline = _pipeline_of(model)
    for name, step in pipeline.steps[:-1]:
        row = step.transform(row)
        rows.append((name, type(step).__name__, np.size(row), count_parameters(step)))
    rows += _rows_of_classifier(*pipeline.steps[-1])
    if isinstance(model, CalibratedClassifierCV):
        rows.append(("calibration", type(model).__name__, len(model.classes_), 0))
    table = pd.DataFrame(rows, columns=["layer", "type", "output_shape", "parameters"])
    return table.assign(inputs=table["layer"].shift(fill_value=""))


def _pipeline_of(model: Classifier) -> Pipeline:
    return model.estimator.estimator if isinstance(model, CalibratedClassifierCV) else model


def _rows_of_classifier(name: str, classifier: BaseEstimator) -> list[tuple[str, str, int, int]]:
    if not isinstance(classifier, MLPClassifier):
        n_parameters = count_parameters(classifier)
        return [(name, type(classifier).__name__, len(classifier.classes_), n_parameters)]
    layers = zip(classifier.coefs_, classifier.intercepts_, strict=True)
    names = [f"hidden{number + 1}" for number in range(len(classifier.coefs_) - 1)] + ["output"]
    return [
        (name, "Dense", len(biases), weights.size + biases.size)
        for name, (weights, biases) in zip(names, layers, strict=True)
    ]

"""The steps of a fitted scikit-learn model and their numbers of parameters."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pandas as pd

from fashion_mnist.classical import Classifier, Estimator
from fashion_mnist.classical.pipelines import Step
from fashion_mnist.images.arrays import AnyImages


def tabulate_steps(
    model: Classifier, features: AnyImages, parameters: Sequence[Step]
) -> pd.DataFrame:
    """Tabulate the steps of a model in the format of `networks.layers.tabulate_layers`.

    Args:
        model: a fitted pipeline, calibrated or not.
        features: (n, n_features) with n >= 1; the first row is passed through the steps.
        parameters: of each step.

    Returns:
        A row for each step, and for each layer of a multi-layer perceptron: `layer`, `type`,
        `output_shape`, number of `parameters`, the arguments as `settings`, and the preceding step
        as `inputs`.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.neural_network import MLPClassifier

    row, rows = features[:1], [("features", "Input", features.shape[1], 0, "")]
    *transformers, (name, classifier) = pipeline_of(model).steps
    *settings, last_settings = (
        ", ".join(f"{key} {value}" for key, value in step.arguments.items() if key != "n_jobs")
        for step in parameters
    )
    for (step_name, step), text in zip(transformers, settings, strict=True):
        row = step.transform(row)
        rows += [(step_name, type(step).__name__, np.size(row), count_parameters(step), text)]
    if isinstance(classifier, MLPClassifier):
        rows += _tabulate_layers(classifier)
    else:
        n_parameters, n_classes = count_parameters(classifier), len(classifier.classes_)
        rows += [(name, type(classifier).__name__, n_classes, n_parameters, last_settings)]
    if isinstance(model, CalibratedClassifierCV):
        rows.append(("calibration", type(model).__name__, len(model.classes_), 0, model.method))
    table = pd.DataFrame(rows, columns=["layer", "type", "output_shape", "parameters", "settings"])
    return table.assign(inputs=table["layer"].shift(fill_value=""))


def pipeline_of(model: Classifier) -> Estimator:
    """Return the pipeline of a fitted model, which may be calibrated."""
    from sklearn.calibration import CalibratedClassifierCV

    return model.estimator.estimator if isinstance(model, CalibratedClassifierCV) else model


def _tabulate_layers(perceptron: Estimator) -> list[tuple[str, str, int, int, str]]:
    n_hidden = len(perceptron.coefs_) - 1
    names = [*(f"hidden{number + 1}" for number in range(n_hidden)), "output"]
    activations = [perceptron.activation] * n_hidden + [perceptron.out_activation_]
    layers = zip(names, perceptron.coefs_, perceptron.intercepts_, activations, strict=True)
    return [
        (name, "Dense", len(biases), weights.size + biases.size, activation)
        for name, weights, biases, activation in layers
    ]


def count_parameters(estimator: Estimator) -> int:
    """Count the parameters that a fitted estimator has learned.

    In general these are the floats in fitted attributes, such as weights and biases. A support
    vector machine has its vectors, coefficients and intercepts, a forest the nodes of its trees,
    and k nearest neighbours the stored features of the training images.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.svm import SVC

    if isinstance(estimator, Pipeline):
        return sum(count_parameters(step) for _, step in estimator.steps)
    if isinstance(estimator, CalibratedClassifierCV):
        fitted = (part.estimator.estimator for part in estimator.calibrated_classifiers_)
        return sum(map(count_parameters, fitted))
    if isinstance(estimator, SVC):
        stored = (estimator.support_vectors_, estimator.dual_coef_, estimator.intercept_)
        return sum(array.size for array in stored)
    if isinstance(estimator, RandomForestClassifier):
        return sum(tree.tree_.node_count for tree in estimator.estimators_)
    if isinstance(estimator, KNeighborsClassifier):
        return int(estimator.n_samples_fit_ * estimator.n_features_in_)
    learned = [value for name, value in vars(estimator).items() if name.endswith("_")]
    values = chain.from_iterable(each if isinstance(each, list) else [each] for each in learned)
    arrays = (value for value in values if isinstance(value, np.ndarray))
    return sum(array.size for array in arrays if np.issubdtype(array.dtype, np.floating))

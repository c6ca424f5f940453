"""Classical models of scikit-learn: fit and predict."""

from typing import Any

import pandas as pd
from pydantic import model_validator

from .images import Floats, Labels
from .parameters import Block
from .predictions import tabulate_predictions

Model = Any  # scikit-learn has no types


class ClassicalModel(Block):
    """The parameters of a classical model.

    Attributes:
        estimator: dotted path of a scikit-learn classifier with `predict_proba`.
        options: arguments of the classifier, besides `random_state`.
        scale: whether each pixel is scaled to mean 0 and variance 1 first.
    """

    estimator: str
    options: dict[str, Any]
    scale: bool

    @model_validator(mode="after")
    def _check_options(self) -> "ClassicalModel":
        build_classifier(self, seed=0)
        return self


def build_classifier(parameters: ClassicalModel, seed: int) -> Model:
    """Build an unfitted model.

    Raises:
        ValueError: there is no such classifier, or it has no such options.
    """
    from kedro.utils import load_obj
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    try:
        estimator = load_obj(parameters.estimator)(**parameters.options)
    except (AttributeError, ImportError, TypeError, ValueError) as error:
        raise ValueError(
            "Expected the path of a scikit-learn classifier and its options. Received "
            f"{parameters.estimator} with {parameters.options}: {error}"
        ) from error
    if "random_state" in estimator.get_params():
        estimator.set_params(random_state=seed)
    return make_pipeline(StandardScaler(), estimator) if parameters.scale else estimator


def flatten(images: Floats) -> Floats:
    """Put all pixels of an image in one row: (n, n_features)."""
    return images.reshape(len(images), -1)


def fit(flat: Floats, labels: Labels, parameters: ClassicalModel, seed: int) -> Model:
    """Fit a model to pixels (n, n_features) and labels (n,)."""
    return build_classifier(parameters, seed).fit(flat, labels)


def predict(model: Model, flat: Floats, labels: Labels, classes: list[str]) -> pd.DataFrame:
    """Tabulate a model's predictions of pixels (n, n_features)."""
    return tabulate_predictions(labels, model.predict_proba(flat), classes)

"""Classical models of scikit-learn: fit and predict."""

from typing import Any

import pandas as pd
from kedro.utils import load_obj
from pydantic import model_validator

from .images import Floats, Labels
from .parameters import Block
from .predictions import tabulate_predictions


class ClassicalModel(Block):
    """The parameters of a model: the path and the options of a classifier of scikit-learn."""

    estimator: str
    options: dict[str, Any]

    @model_validator(mode="after")
    def _check_options(self) -> "ClassicalModel":
        try:
            self.build(seed=0)
        except (AttributeError, ImportError, TypeError) as error:
            raise ValueError(f"Expected a classifier and its options. Received: {error}") from error
        return self

    def build(self, seed: int) -> Any:
        """Return the unfitted model."""
        return load_obj(self.estimator)(**self.options, random_state=seed)


def flatten(images: Floats) -> Floats:
    """Put all pixels of an image in one row: (n, n_features)."""
    return images.reshape(len(images), -1)


def fit(flat: Floats, labels: Labels, parameters: ClassicalModel, seed: int) -> Any:
    """Fit a model to pixels (n, n_features) and labels (n,)."""
    return parameters.build(seed).fit(flat, labels)


def predict(model: Any, flat: Floats, labels: Labels, classes: list[str]) -> pd.DataFrame:
    """Tabulate a model's predictions of pixels (n, n_features)."""
    return tabulate_predictions(labels, model.predict_proba(flat), classes)

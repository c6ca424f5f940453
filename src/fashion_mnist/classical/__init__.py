"""Scikit-learn models: pipelines, fitting and prediction."""

from typing import Any, TypeAlias

# scikit-learn ships no type annotations, and is imported only where it is used.
Estimator: TypeAlias = Any  # a Pipeline, or a step of one
Classifier: TypeAlias = Any  # a Pipeline or, around it, a CalibratedClassifierCV

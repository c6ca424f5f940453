"""Scikit-learn's models: built, fitted and asked."""

from typing import Any, TypeAlias

# scikit-learn has no types, and is imported where it is used.
Estimator: TypeAlias = Any  # a Pipeline, or a step of one
Classifier: TypeAlias = Any  # a Pipeline or, around it, a CalibratedClassifierCV

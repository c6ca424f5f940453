"""Types that name what this package makes without importing scikit-learn."""

from typing import Any, TypeAlias

Estimator: TypeAlias = Any  # a Pipeline, or a step of one: scikit-learn has no types
Classifier: TypeAlias = Any  # a Pipeline or, around it, a CalibratedClassifierCV

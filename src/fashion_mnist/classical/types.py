"""Types that name what this package makes without importing scikit-learn."""

from typing import Any, TypeAlias

Classifier: TypeAlias = Any  # a Pipeline or, around it, a CalibratedClassifierCV: without types

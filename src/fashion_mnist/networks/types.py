"""Types that name what this package makes without importing TensorFlow."""

from typing import Any, TypeAlias

Model: TypeAlias = Any  # keras.Model, which has no types

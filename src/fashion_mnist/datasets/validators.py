"""Validators of arrays, declared in the catalog and applied on every load and save."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.parameters.errors import InputError


class ArrayValidator:
    """Checks the dtype, shape and values of an array."""

    def __init__(
        self,
        dtype: str,
        shape: Sequence[int | None],
        minimum: float,
        maximum: float,
        all_of: Sequence[int] | None = None,
    ) -> None:
        """Set the expectations.

        Args:
            dtype: the name of the NumPy dtype.
            shape: the size of each dimension, or null if any size is allowed.
            minimum: the smallest value allowed.
            maximum: the largest value allowed.
            all_of: the only values allowed, each of which must occur.
        """
        self.dtype = np.dtype(dtype)
        self.shape = tuple(shape)
        self.minimum = minimum
        self.maximum = maximum
        self.all_of = all_of

    def validate(self, data: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the array unchanged, or raise InputError if it does not meet the expectations."""
        if data.dtype != self.dtype:
            raise InputError(f"Expected data type {self.dtype}. Received {data.dtype}.")
        received = " x ".join(map(str, data.shape))
        if not self._fits(data.shape):
            expected = " x ".join("any" if size is None else str(size) for size in self.shape)
            raise InputError(f"Expected shape {expected}. Received {received}.")
        if not data.size:
            raise InputError(f"Expected numbers. Received none, in shape {received}.")
        low, high = data.min().item(), data.max().item()
        if low < self.minimum or high > self.maximum:
            raise InputError(
                f"Expected values from {self.minimum} to {self.maximum}. "
                f"Received values from {low:g} to {high:g}."
            )
        self._check_values(data)
        return data

    def _fits(self, shape: tuple[int, ...]) -> bool:
        return len(shape) == len(self.shape) and all(
            expected in (None, size) for expected, size in zip(self.shape, shape, strict=True)
        )

    def _check_values(self, data: NDArray[np.generic]) -> None:
        if self.all_of is not None:
            present = set(np.unique(data).tolist())
            missing, extra = set(self.all_of) - present, present - set(self.all_of)
            if missing or extra:
                raise InputError(
                    f"Expected every one of the values {list(self.all_of)} and no other. "
                    f"Missing: {sorted(missing) or 'none'}; "
                    f"not expected: {sorted(extra) or 'none'}."
                )

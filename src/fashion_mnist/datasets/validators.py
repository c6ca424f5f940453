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
        """Set the expected dtype, shape, range and, in `all_of`, values that occur, and no others.

        A null in the shape allows any size of that dimension.
        """
        self.dtype, self.shape = np.dtype(dtype), tuple(shape)
        self.minimum, self.maximum, self.all_of = minimum, maximum, all_of

    def validate(self, data: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the array unchanged, or raise InputError if it does not meet the expectations."""
        if data.dtype != self.dtype:
            raise InputError(f"Expected data type {self.dtype}. Received {data.dtype}.")
        received = " x ".join(map(str, data.shape))
        if len(data.shape) != len(self.shape) or any(
            size not in (None, found) for size, found in zip(self.shape, data.shape, strict=True)
        ):
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
        if self.all_of is not None and (found := set(np.unique(data).tolist())) != {*self.all_of}:
            raise InputError(
                f"Expected every one of the values {list(self.all_of)} and no other. "
                f"Missing: {sorted({*self.all_of} - found) or 'none'}; "
                f"not expected: {sorted(found - {*self.all_of}) or 'none'}."
            )
        return data

"""What kedro-viz shows of a dataset."""

from collections.abc import Sequence

import numpy as np
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

Metadata = dict[str, object]  # of a catalog entry, for plugins such as kedro-viz


def make_preview(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> TablePreview:
    """A table with numbered rows."""
    return TablePreview({"index": list(range(len(rows))), "columns": columns, "data": rows})


def summarise(array: NDArray[np.generic]) -> TablePreview:
    """The shape, type and range of an array of numbers or names, as a table."""
    low, high = "none", "none"
    if array.size and array.dtype.kind == "U":
        low, high = np.sort(array, axis=None)[[0, -1]]
    elif array.size:
        low, high = array.min(), array.max()
    rows = [
        ("shape", " x ".join(map(str, array.shape))),
        ("data type", str(array.dtype)),
        ("minimum", str(low)),
        ("maximum", str(high)),
    ]
    return make_preview(["property", "value"], rows)

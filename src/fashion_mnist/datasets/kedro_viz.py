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
    values = np.sort(array, axis=None) if array.dtype.kind == "U" else None
    if not array.size:
        low, high = "none", "none"
    else:
        low, high = (array.min(), array.max()) if values is None else (values[0], values[-1])
    rows = [
        ("shape", " x ".join(map(str, array.shape))),
        ("data type", str(array.dtype)),
        ("minimum", str(low)),
        ("maximum", str(high)),
    ]
    return make_preview(["property", "value"], rows)

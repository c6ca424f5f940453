"""Types that name what this package makes without importing Plotly."""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import plotly.graph_objects as go

    Figure: TypeAlias = go.Figure
else:
    Figure = Any

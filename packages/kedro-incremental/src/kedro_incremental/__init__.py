"""A Kedro plugin that runs only the nodes whose code, parameters or data have changed."""

from typing import TYPE_CHECKING, Any

from kedro_incremental.errors import IncrementalError
from kedro_incremental.pickles import VerifyingContext
from kedro_incremental.plan import Plan, plan
from kedro_incremental.records import RecordsDataset
from kedro_incremental.runner import IncrementalRunner
from kedro_incremental.session import IncrementalSession

if TYPE_CHECKING:
    from kedro_incremental.dask import DaskRunner

__version__ = "0.1.0"
__all__ = [
    "DaskRunner",
    "IncrementalError",
    "IncrementalRunner",
    "IncrementalSession",
    "Plan",
    "RecordsDataset",
    "VerifyingContext",
    "plan",
]


def __getattr__(name: str) -> Any:
    """Import the Dask runner on first use, since Dask is an optional dependency."""
    if name == "DaskRunner":
        from kedro_incremental.dask import DaskRunner

        return DaskRunner
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What pipelines share to name datasets and wire nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from typing import Any

# Of nodes that draw and compare what was found: the report's namespace, which no other node may
# interrupt.
SHOWN: dict[str, Any] = {"namespace": "reporting", "tags": "reporting"}


def per_model(models: Iterable[str], dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models}


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """A node's function with some arguments given, which keeps its name."""
    return update_wrapper(partial(function, **arguments), function)

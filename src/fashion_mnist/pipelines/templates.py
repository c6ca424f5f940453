"""How the pipelines name the datasets of models and wire nodes to them."""

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from typing import Any


def of_each(models: Iterable[str], dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models}


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """A node's function with some arguments given, which keeps its name."""
    return update_wrapper(partial(function, **arguments), function)

"""How the pipelines name the datasets of models and wire nodes to them."""

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from typing import Any

from kedro.pipeline import Node, node


def of_each(models: Iterable[str], dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models}


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """A node's function with some arguments given, which keeps its name."""
    return update_wrapper(partial(function, **arguments), function)


def node_of_available(
    function: Callable[..., Any],
    inputs: dict[str, str],
    optional: dict[str, str],
    outputs: str | list[str],
    *,
    needs_any: bool = True,
    **options: Any,
) -> Node:
    """A node that takes of its `optional` inputs those that have been made.

    Inputs map the function's arguments to datasets by their full names. If the node `needs_any` of
    the optional ones, it is left out of a run where there is none.
    """
    takes_available = TakesAvailable(function, optional, needs_any)
    return node(takes_available, {**inputs, **optional}, outputs, **options)


class TakesAvailable:
    """A function that is called without those of its optional arguments that are None."""

    def __init__(
        self, function: Callable[..., Any], optional: dict[str, str], needs_any: bool = True
    ) -> None:
        """Take the function, the datasets of its optional arguments, whether it needs any."""
        update_wrapper(self, function)
        self.function = function
        self.optional = frozenset(optional.values())
        self.needs_any = needs_any

    def __call__(self, **inputs: Any) -> Any:
        """Call the function with what there is."""
        return self.function(**{name: data for name, data in inputs.items() if data is not None})

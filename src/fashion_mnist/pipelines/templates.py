"""What pipelines share to name datasets and wire nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from typing import Any

from kedro.pipeline import Node, node

from fashion_mnist.report import page

# Of the nodes that show what was found: the report's namespace, which no other node may interrupt.
SHOWN: dict[str, Any] = {"namespace": "reporting", "tags": "reporting"}
FIGURES = (
    "accuracy_by_seed",
    "explanation_scores",
    "explanation_curves",
    "explanation_randomisation",
    "robustness_heat_map",
    "robustness_curves",
    "robustness_gallery",
    "technique_figure",
    "classical_technique_figure",
    "depth_gradient_figure",
    "depth_loss_figure",
    "search_figure",
    "near_duplicates",
    "label_error_gallery",
)
TABLES = (
    "seeds",
    "explanation_measures",
    "robustness_ranking",
    "technique_effects",
    "classical_effects",
    "depth_effects",
    "depth_gradients",
    "search_trials",
    "nearest_neighbours",
    "label_errors",
    "accuracy_on_clean_data",
    "picture_accuracies",
    "picture_confusions",
)


def of_each(models: Iterable[str], dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models}


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """A node's function with some arguments given, which keeps its name."""
    return update_wrapper(partial(function, **arguments), function)


def gather() -> Node:
    """Takes what there is, of this run and of earlier ones."""
    return node(
        gather_requested_results,
        {name: name for name in (*FIGURES, *TABLES)},
        "requested_results",
        name="gather_requested_results",
        **SHOWN,
    )


def gather_requested_results(**results: Any) -> page.Packed:
    """Pack figures and tables as JSON can hold them."""
    figures, tables = (
        {name: results[name] for name in names if name in results} for names in (FIGURES, TABLES)
    )
    return page.pack(figures, tables)

"""What the pipelines on request give the report: one dataset, with which each of them ends."""

from __future__ import annotations

from typing import Any

from kedro.pipeline import Node, node

from fashion_mnist import report

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


def gather() -> Node:
    """Takes what there is, of this run and of earlier ones."""
    return node(
        gather_requested_results,
        {name: name for name in (*FIGURES, *TABLES)},
        "requested_results",
        name="gather_requested_results",
        **SHOWN,
    )


def gather_requested_results(**results: Any) -> report.requested.Packed:
    """Pack figures and tables as JSON can hold them."""
    figures, tables = (
        {name: results[name] for name in names if name in results} for names in (FIGURES, TABLES)
    )
    return report.requested.pack(figures, tables)

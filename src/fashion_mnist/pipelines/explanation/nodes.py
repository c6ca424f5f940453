"""Nodes of the explanation pipeline."""

from __future__ import annotations

from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation import assessment
from fashion_mnist.figures import explanation
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Labels, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network


def assess(
    network: Model,
    images: ScaledImages,
    labels: Labels,
    parameters: Network,
    options: assessment.Explanation,
    seed: int,
) -> tuple[Table, Table]:
    """Measure the heat maps of the test images, and follow predictions along their heat."""
    assess = assessment.assess
    return assess(network, images, labels, parameters, options, seed)


def compare_explanations(
    comparison: Table | None = None, **measures: Table
) -> tuple[Table, Figure, Figure]:
    """The measures of all networks' heat maps, as a table and two figures."""
    table = join_ranked(measures, comparison)
    return (
        table,
        explanation.scores(table),
        explanation.randomisation(table),
    )


def draw_curves(comparison: Table | None = None, **points: Table) -> Figure:
    """Draw deletion and insertion by all networks' heat maps."""
    return explanation.curves(join_ranked(points, comparison))

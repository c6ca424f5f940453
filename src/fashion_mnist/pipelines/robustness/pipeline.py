"""The robustness pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.classical import Classifier, fitting
from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table, tabulate_rows
from fashion_mnist.figures import robustness
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Labels, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import SHOWN, per_model
from fashion_mnist.robustness import corruptions

INPUTS = ["test.images", "test.labels", "params:robustness", "params:seed"]


def create_pipeline() -> Pipeline:
    """Measure the models that have been run on changed images, and draw such images."""
    trained = model_names.trained()
    return pipeline(
        [
            *(
                assess(model, assess_network, ["network@fitted", *INPUTS, f"params:{model}"])
                for model in model_names.networks()
            ),
            *(
                assess(model, assess_classical, ["model@fitted", *INPUTS])
                for model in model_names.CLASSICAL
            ),
            node(
                draw_gallery,
                ["test.images", "test.labels", "params:classes", "params:seed"],
                "robustness_gallery",
                name="draw_robustness_gallery",
            ),
            node(
                compare_robustness,
                per_model(trained, "robustness") | {"comparison": "comparison"},
                ["robustness", "robustness_heat_map", "robustness_curves"],
                name="compare_robustness",
                **SHOWN,
            ),
            node(
                rank_robustness,
                per_model(trained, "robustness_summary"),
                "robustness_ranking",
                name="rank_robustness",
                **SHOWN,
            ),
        ],
        tags="robustness",
    )


def assess(model: str, measure: Callable[..., Any], inputs: list[str]) -> Pipeline:
    """Return the node that measures one model, in its namespace."""
    return pipeline(
        [node(measure, inputs, ["robustness", "robustness_summary"], name="assess_robustness")],
        namespace=model,
        inputs={"test.images", "test.labels"},
        parameters={name for name in inputs if name.startswith("params:")},
    )


def assess_network(
    network: Model,
    images: ScaledImages,
    labels: Labels,
    options: corruptions.Robustness,
    seed: int,
    parameters: Network,
) -> tuple[Table, dict[str, float]]:
    """Measure a network, without averaging its predictions over views of an image."""
    predict = make_predictor(network, precision=parameters.training.precision)
    return corruptions.assess_sample(predict, images, labels, options.images, seed)


def assess_classical(
    model: Classifier,
    images: ScaledImages,
    labels: Labels,
    options: corruptions.Robustness,
    seed: int,
) -> tuple[Table, dict[str, float]]:
    """Measure a classical model, on grey images."""
    predict = fitting.make_predictor(model, channels=1)
    return corruptions.assess_sample(predict, images, labels, options.images, seed)


def draw_gallery(images: ScaledImages, labels: Labels, classes: list[str], seed: int) -> Figure:
    """Draw the first test image of every class under every condition."""
    return robustness.gallery(images.brightness()[..., 0], labels, classes, seed)


def compare_robustness(
    comparison: Table | None = None, **tables: Table
) -> tuple[Table, Figure, Figure]:
    """Compare the models under every condition; return a table and two figures."""
    table = join_ranked(tables, comparison)
    return table, robustness.heat_map(table), robustness.curves(table)


def rank_robustness(**summaries: dict[str, float]) -> Table:
    """Rank the models by relative robustness, the most robust first."""
    table = tabulate_rows({"model": model} | summary for model, summary in summaries.items())
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)

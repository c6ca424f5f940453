"""The robustness pipeline."""

from functools import partial

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.classical import Classifier, fitting
from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import robustness
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Labels, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Sample
from fashion_mnist.pipelines import for_model, per_model, reporting_node
from fashion_mnist.robustness.corruptions import assess_sample


def create_pipeline() -> Pipeline:
    """Measure the models that have been run on changed images, and draw such images."""
    inputs = ["test.images", "test.labels", "params:robustness", "params:seed"]
    measured = ["robustness", "robustness_summary"]
    assess = partial(node, outputs=measured, name="assess_robustness")
    network = assess(assess_network, ["network@fitted", *inputs, "params:model"])
    classical = assess(assess_classical, ["model@fitted", *inputs])
    shown = ["test.images", "test.labels", "params:classes", "params:seed"]
    tables = per_model(model_names.TRAINED, "robustness") | {"comparison": "comparison"}
    compared = ["robustness", "robustness_heat_map", "robustness_curves"]
    summaries = per_model(model_names.TRAINED, "robustness_summary")
    nodes: list[Node | Pipeline] = [
        *(for_model(model, [network]) for model in model_names.ALL_NETWORKS),
        *(for_model(model, [classical]) for model in model_names.CLASSICAL),
        node(robustness.gallery, shown, "robustness_gallery", name="draw_robustness_gallery"),
        reporting_node(compare_robustness, tables, compared, name="compare_robustness"),
        reporting_node(rank_robustness, summaries, "robustness_ranking", name="rank_robustness"),
    ]
    return pipeline(nodes, tags="robustness")


def assess_network(
    network: Model,
    images: ScaledImages,
    labels: Labels,
    options: Sample,
    seed: int,
    parameters: Network,
) -> tuple[Table, dict[str, float]]:
    """Measure a network, without averaging its predictions over views of an image."""
    predict = make_predictor(network, precision=parameters.training.precision)
    return assess_sample(predict, images, labels, options.images, seed)


def assess_classical(
    model: Classifier, images: ScaledImages, labels: Labels, options: Sample, seed: int
) -> tuple[Table, dict[str, float]]:
    """Measure a classical model, on grey images."""
    predict = fitting.make_predictor(model, channels=1)
    return assess_sample(predict, images, labels, options.images, seed)


def compare_robustness(
    comparison: Table | None = None, **tables: Table
) -> tuple[Table, Figure, Figure]:
    """Compare the models under every condition; return a table and two figures."""
    table = join_ranked(tables, comparison)
    return table, robustness.heat_map(table), robustness.curves(table)


def rank_robustness(**summaries: dict[str, float]) -> Table:
    """Rank the models by relative robustness, the most robust first."""
    table = Table({"model": model} | summary for model, summary in summaries.items())
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)

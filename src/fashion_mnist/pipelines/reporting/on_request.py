"""What the pipelines that run on request add to the report."""

from __future__ import annotations

from kedro.pipeline import Node

from fashion_mnist import evaluation, figures
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.templates import node_of_available, of_each


def compare_runs(
    comparison: evaluation.Table,
    **runs: evaluation.Table,
) -> tuple[evaluation.Table, evaluation.Table, figures.Figure]:
    """Compare the trainings of each network: all of them, their statistics, and a figure."""
    table = evaluation.predictions.join_tables(_rank(runs, comparison))
    summary = evaluation.seed_variation.summarise_runs(table)
    return table, summary, figures.seed_variation.accuracy_by_seed(table)


def compare_explanations(
    comparison: evaluation.Table,
    **measures: evaluation.Table,
) -> tuple[evaluation.Table, figures.Figure, figures.Figure]:
    """The measures of all networks' heat maps, as a table and two figures."""
    table = evaluation.predictions.join_tables(_rank(measures, comparison))
    return (
        table,
        figures.explanation_scores.scores(table),
        figures.explanation_randomisation.randomisation(table),
    )


def draw_explanation_curves(
    comparison: evaluation.Table, **points: evaluation.Table
) -> figures.Figure:
    """Draw deletion and insertion by all networks' heat maps."""
    table = evaluation.predictions.join_tables(_rank(points, comparison))
    return figures.explanation_curves.curves(table)


def compare_robustness(
    comparison: evaluation.Table,
    **tables: evaluation.Table,
) -> tuple[evaluation.Table, figures.Figure, figures.Figure]:
    """All models' accuracies under every condition, as a table and two figures."""
    table = evaluation.predictions.join_tables(_rank(tables, comparison))
    return table, figures.robustness.heat_map(table), figures.robustness.curves(table)


def _rank(
    tables: dict[str, evaluation.Table], comparison: evaluation.Table
) -> dict[str, evaluation.Table]:
    """The tables in the order in which the models are compared."""
    place = {model: place for place, model in enumerate(comparison["model"])}
    models = sorted(tables, key=lambda model: place.get(model, len(place)))
    return {model: tables[model] for model in models}


def rank_robustness(**summaries: dict[str, float]) -> evaluation.Table:
    """The relative robustness of the models, the most robust first."""
    rows = [{"model": model} | summary for model, summary in summaries.items()]
    table = evaluation.rows.tabulate_rows(rows)
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)


def draw_techniques(effects: evaluation.Table) -> figures.Figure:
    """Draw what each technique adds to the accuracy of the cnn."""
    title = "What each technique adds to the cnn, at what cost"
    return figures.techniques.effects(effects, title)


def draw_classical_techniques(effects: evaluation.Table) -> figures.Figure:
    """Draw what each technique adds to the accuracy of a classical model."""
    return figures.techniques.effects(effects, "What each technique adds to classical models")


def draw_depth(
    gradients: evaluation.Table, runs: evaluation.Table
) -> tuple[figures.Figure, figures.Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return figures.depth.gradients(gradients), figures.depth.losses(runs)


def report_what_was_requested() -> list[Node]:
    """A node for each kind of results, which takes those that there are."""
    networks, trained = model_names.NETWORKS, model_names.trained()
    compared = {"comparison": "comparison"}
    return [
        node_of_available(
            compare_runs,
            compared,
            of_each(networks, "runs"),
            ["runs", "seeds", "accuracy_by_seed"],
            name="compare_runs",
        ),
        node_of_available(
            compare_explanations,
            compared,
            of_each(networks, "explanation_measures"),
            ["explanation_measures", "explanation_scores", "explanation_randomisation"],
            name="compare_explanations",
        ),
        node_of_available(
            draw_explanation_curves,
            compared,
            of_each(networks, "explanation_curves"),
            "explanation_curves",
            name="draw_explanation_curves",
        ),
        node_of_available(
            compare_robustness,
            compared,
            of_each(trained, "robustness"),
            ["robustness", "robustness_heat_map", "robustness_curves"],
            name="compare_robustness",
        ),
        node_of_available(
            rank_robustness,
            {},
            of_each(trained, "robustness_summary"),
            "robustness_ranking",
            name="rank_robustness",
        ),
        node_of_available(
            draw_techniques,
            {},
            {"effects": "technique_effects"},
            "technique_figure",
            name="draw_techniques",
        ),
        node_of_available(
            draw_classical_techniques,
            {},
            {"effects": "classical_effects"},
            "classical_technique_figure",
            name="draw_classical_techniques",
        ),
        node_of_available(
            draw_depth,
            {},
            {"gradients": "depth_gradients", "runs": "depth_runs"},
            ["depth_gradient_figure", "depth_loss_figure"],
            name="draw_depth",
        ),
    ]

"""The ensemble pipeline."""

from functools import partial

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.ensemble import combine, cross_fit, fit_pool_weights, sum_costs
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import per_model


def create_pipeline() -> Pipeline:
    """Weigh the models on the validation images and combine their predictions of the test images.

    The ensemble takes whichever models have been run. Its predictions of the validation images,
    which choose temperature and thresholds, use weights chosen on other validation images.
    """
    members, step = model_names.MEMBERS, partial(node, namespace=model_names.ENSEMBLE)
    weights, classes = {"weights": "ensemble.weights"}, {"classes": "params:classes"}
    validation = per_model(members, "validation_predictions")
    test, costs = per_model(members, "predictions"), per_model(members, "cost")
    provenances = weights | per_model(members, "provenance")
    known = classes | {"seed": "params:seed"} | validation
    predicted = "ensemble.validation_predictions"
    nodes = [
        step(fit_pool_weights, classes | validation, "ensemble.weights", name="weigh_models"),
        step(cross_fit, known, predicted, name="combine_validation_predictions"),
        step(combine, weights | classes | test, "ensemble.predictions", name="combine_predictions"),
        step(sum_costs, weights | costs, "ensemble.cost", name="add_up_costs"),
        step(gather_provenances, provenances, "ensemble.provenance", name="gather_provenances"),
    ]
    return pipeline(nodes, tags="ensemble")


def gather_provenances(
    weights: Table, **provenances: dict[str, object]
) -> dict[str, dict[str, object]]:
    """Collect the provenance of the ensemble's members."""
    return {model: provenances[model] for model in weights["model"]}

"""The ensemble pipeline."""

from __future__ import annotations

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation import ensemble
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import per_model


def create_pipeline() -> Pipeline:
    """Weigh the models on the validation images and combine their predictions of the test images.

    The ensemble takes whichever models have been run. Its predictions of the validation images,
    which choose temperature and thresholds, use weights chosen on other validation images.
    """
    weights, classes = {"weights": "ensemble.weights"}, {"classes": "params:classes"}
    members = model_names.members()
    return pipeline(
        [
            node(
                ensemble.weigh_models,
                classes | per_model(members, "validation_predictions"),
                "ensemble.weights",
                name="weigh_models",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                ensemble.cross_fit,
                classes | {"seed": "params:seed"} | per_model(members, "validation_predictions"),
                "ensemble.validation_predictions",
                name="combine_validation_predictions",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                ensemble.combine,
                weights | classes | per_model(members, "predictions"),
                "ensemble.predictions",
                name="combine_predictions",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                ensemble.add_up_costs,
                weights | per_model(members, "cost"),
                "ensemble.cost",
                name="add_up_costs",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                gather_provenances,
                per_model(members, "provenance"),
                "ensemble.provenance",
                name="gather_provenances",
                namespace=model_names.ENSEMBLE,
            ),
        ],
        tags="ensemble",
    )


def gather_provenances(**provenances: dict[str, object]) -> dict[str, dict[str, object]]:
    """Collect the provenance of the ensemble's members."""
    return provenances

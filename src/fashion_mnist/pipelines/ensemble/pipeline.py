"""The ensemble pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.ensemble import nodes
from fashion_mnist.pipelines.templates import of_each


def create_pipeline() -> Pipeline:
    """Weigh the models on the validation images and combine their predictions of the test images.

    It takes whichever models have been run. Its predictions of the validation images, by which
    temperature and thresholds are chosen, are by weights chosen on other validation images.
    """
    weights, classes = {"weights": "ensemble.weights"}, {"classes": "params:classes"}
    members = model_names.members()
    return pipeline(
        [
            node(
                nodes.weigh,
                classes | of_each(members, "validation_predictions"),
                "ensemble.weights",
                name="weigh_models",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                nodes.predict_out_of_fold,
                classes | {"seed": "params:seed"} | of_each(members, "validation_predictions"),
                "ensemble.validation_predictions",
                name="combine_validation_predictions",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                nodes.predict,
                weights | classes | of_each(members, "predictions"),
                "ensemble.predictions",
                name="combine_predictions",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                nodes.add_up_costs,
                weights | of_each(members, "cost"),
                "ensemble.cost",
                name="add_up_costs",
                namespace=model_names.ENSEMBLE,
            ),
            node(
                nodes.gather_provenances,
                of_each(members, "provenance"),
                "ensemble.provenance",
                name="gather_provenances",
                namespace=model_names.ENSEMBLE,
            ),
        ],
        tags="ensemble",
    )

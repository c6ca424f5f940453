"""The deep_learning pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...gradcam import explain
from ...images import PARTS
from ...networks import fit_network, predict
from ...parameters import NETWORKS, parameters_of

TRAIN, VALIDATION, TEST = ([f"{part}.images", f"{part}.labels"] for part in PARTS)


def create_pipeline() -> Pipeline:
    """Fit each network, predict with it, and explain its predictions, in its namespace."""
    to_fit = [*TRAIN, *VALIDATION, "params:model", "params:seed"]
    to_validate, to_test = ["network", *VALIDATION, "classes"], ["network", *TEST, "classes"]
    to_explain = ["network", "test.images", "predictions", "classes"]
    template = [
        node(fit_network, to_fit, ["network", "history"], name="fit"),
        node(predict, to_validate, "validation_predictions", name="predict_validation"),
        node(predict, to_test, "predictions", name="predict_test"),
        node(explain, to_explain, ["gradcam_examples", "gradcam_maps"], name="explain"),
    ]
    shared = {*TRAIN, *VALIDATION, *TEST, "classes"}
    pipelines = [
        pipeline(template, namespace=model, inputs=shared, parameters=parameters_of(model))
        for model in NETWORKS
    ]
    return pipeline(pipelines, tags="deep_learning")

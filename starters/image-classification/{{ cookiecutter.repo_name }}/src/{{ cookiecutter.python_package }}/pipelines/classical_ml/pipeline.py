"""The classical_ml pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...classical import fit, predict
from ...images import PARTS
from ...parameters import CLASSICAL, parameters_of

TRAIN, VALIDATION, TEST = ([f"{part}.flat", f"{part}.labels"] for part in PARTS)


def create_pipeline() -> Pipeline:
    """Fit each classical model and predict with it, in its namespace."""
    to_validate, to_test = ["model", *VALIDATION, "classes"], ["model", *TEST, "classes"]
    template = [
        node(fit, [*TRAIN, "params:model", "params:seed"], "model", name="fit"),
        node(predict, to_validate, "validation_predictions", name="predict_validation"),
        node(predict, to_test, "predictions", name="predict_test"),
    ]
    shared = {*TRAIN, *VALIDATION, *TEST, "classes"}
    pipelines = [
        pipeline(template, namespace=model, inputs=shared, parameters=parameters_of(model))
        for model in CLASSICAL
    ]
    return pipeline(pipelines, tags="classical_ml")

"""The classical_ml pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...classical import fit, predict
from ...images import PARTS
from ...parameters import CLASSICAL

IMAGES = {f"{part}.{name}" for part in PARTS for name in ("flat", "labels")}


def create_pipeline() -> Pipeline:
    """Fit each classical model and predict with it."""
    return sum((fit_and_predict(model) for model in CLASSICAL), Pipeline([]))


def fit_and_predict(model: str) -> Pipeline:
    """Return the nodes of one model, in its namespace."""
    return pipeline(
        [
            node(
                fit,
                ["train.flat", "train.labels", "params:model", "params:seed"],
                "model",
                name="fit",
            ),
            node(
                predict,
                ["model", "validation.flat", "validation.labels", "classes"],
                "validation_predictions",
                name="predict_validation",
            ),
            node(
                predict,
                ["model", "test.flat", "test.labels", "classes"],
                "predictions",
                name="predict_test",
            ),
        ],
        namespace=model,
        inputs={*IMAGES, "classes"},
        parameters={"params:model": f"params:{model}", "params:seed": "params:seed"},
        tags="classical_ml",
    )

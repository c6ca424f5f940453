"""The deep_learning pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...gradcam import explain
from ...networks import fit_network, predict
from ...parameters import NETWORKS

FITTING = ["train.images", "train.labels", "validation.images", "validation.labels"]
TESTING = ["test.images", "test.labels"]


def create_pipeline() -> Pipeline:
    """Fit each network, predict with it, and explain its predictions."""
    return sum((fit_predict_and_explain(model) for model in NETWORKS), Pipeline([]))


def fit_predict_and_explain(model: str) -> Pipeline:
    """Return the nodes of one network, in its namespace."""
    return pipeline(
        [
            node(
                fit_network,
                [*FITTING, "params:model", "params:seed"],
                ["network", "history"],
                name="fit",
            ),
            node(
                predict,
                ["network", "validation.images", "validation.labels", "classes"],
                "validation_predictions",
                name="predict_validation",
            ),
            node(
                predict,
                ["network", *TESTING, "classes"],
                "predictions",
                name="predict_test",
            ),
            node(
                explain,
                ["network", "test.images", "predictions", "classes"],
                ["gradcam_examples", "gradcam_maps"],
                name="explain",
            ),
        ],
        namespace=model,
        inputs={*FITTING, *TESTING, "classes"},
        parameters={"params:model": f"params:{model}", "params:seed": "params:seed"},
        tags="deep_learning",
    )

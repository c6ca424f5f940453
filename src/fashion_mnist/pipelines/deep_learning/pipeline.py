"""The deep_learning pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import for_model
from fashion_mnist.pipelines.network_template import EXAMPLES, FITTED, fit, predict_and_explain


def create_pipeline() -> Pipeline:
    """Fit each network, predict with it, and explain its predictions."""
    inputs = [*EXAMPLES, "machine", "params:model", "params:seed", "start"]
    nodes = [node(fit, inputs, FITTED, name="fit"), *predict_and_explain()]
    models = [for_model(model, nodes) for model in model_names.NETWORKS]
    return pipeline(models, tags="deep_learning")

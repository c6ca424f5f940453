"""The reporting pipeline."""

from kedro.pipeline import Pipeline, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.reporting.comparison import compare_all_models
from fashion_mnist.pipelines.reporting.data import report_data
from fashion_mnist.pipelines.reporting.page import write_page


def create_pipeline() -> Pipeline:
    """Report on the data, on each model, and on all models side by side.

    The pipeline `robust` reports on its network itself.
    """
    models = (*model_names.members(), model_names.ENSEMBLE)
    return pipeline(
        [
            *report_data(),
            *(node for model in models for node in report_model(model)),
            *compare_all_models(),
            *write_page(),
        ],
        tags="reporting",
    )

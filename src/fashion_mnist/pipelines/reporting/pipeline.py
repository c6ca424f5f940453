"""The reporting pipeline."""

from kedro.pipeline import Pipeline, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.reporting.comparison import compare_all_models
from fashion_mnist.pipelines.reporting.data import report_data
from fashion_mnist.pipelines.reporting.models import report_model
from fashion_mnist.pipelines.reporting.on_request import report_what_was_requested
from fashion_mnist.pipelines.reporting.page import write_page
from fashion_mnist.pipelines.reporting.summary import gather_those_of_members


def create_pipeline() -> Pipeline:
    """Report on the data, on each model, and on all models side by side."""
    return pipeline(
        [
            *report_data(),
            gather_those_of_members(),
            *(node for model in model_names.names() for node in report_model(model)),
            *compare_all_models(),
            *report_what_was_requested(),
            *write_page(),
        ],
        tags="reporting",
    )

import pytest
from wiring import optional_inputs

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.reporting import create_pipeline, page

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def test_the_page_takes_whatever_there_is_of_figures_tables_and_models():
    (node,) = page.write_page()
    summaries = {f"{model}.summary" for model in model_names.names()}
    assert optional_inputs(node) == {*page.FIGURES, *page.TABLES, "requested_results"} | summaries


def test_the_page_shows_each_figure_of_the_pipeline_that_is_of_no_single_model():
    nodes = [node for node in create_pipeline().nodes if not node.namespace]
    drawn = {name for node in nodes for name in node.outputs} - set(page.TABLES)
    tables = {"class_recall_table", "comparison", "confused_pairs", "report"}
    tables |= {"ensemble.provenance", "environment"}
    assert drawn - tables - {"runs", "robustness"} <= set(page.FIGURES)

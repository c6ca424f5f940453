from fashion_mnist.pipeline_registry import ON_REQUEST
from fashion_mnist.report.more import PIPELINES, list_more


def test_every_pipeline_on_request_that_adds_to_the_report_is_known():
    without = {"export", "inference", "photographs", "picture_accuracy"}
    assert set(PIPELINES) == {*ON_REQUEST, "evaluation"} - without


def test_only_what_was_not_made_is_listed_the_fastest_first():
    made = {"coverage", "seeds", "robust", "explanation_measures"}
    listed = list_more(made)
    assert list(listed) == ["robustness", "data_quality", "search", "depth", "ablation"]
    minutes = [what.minutes for what in listed.values()]
    assert minutes == sorted(minutes)

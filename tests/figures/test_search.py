import pandas as pd
import pytest

from fashion_mnist.figures import search

TRIALS = pd.DataFrame(
    [
        (1, 0.01, "[256]", 0.90, False),
        (2, 0.1, "[128]", 0.95, True),
        (3, 0.001, "[256]", None, False),
        (4, 0.05, "[128]", 0.91, False),
    ],
    columns=["trial", "training.rate", "steps.MLP.hidden_sizes", "accuracy", "best"],
).assign(model="mlp", low=lambda t: t["accuracy"] - 0.01, high=lambda t: t["accuracy"] + 0.02)


@pytest.fixture
def figure():
    paths = ["training.rate", "steps.MLP.hidden_sizes"]
    return search.slices(TRIALS, paths, logarithmic=["training.rate"])


def test_each_parameter_has_a_panel(figure):
    searched, study, best, *of_sizes = figure.data
    assert (searched.name, study.name, best.name) == ("searched", "of the study", "best")
    assert (list(study.x), list(study.y)) == ([0.01], [0.9])
    assert (list(best.x), list(best.y)) == ([0.1], [0.95])
    assert (list(searched.x), list(searched.y)) == ([0.05], [0.91])  # the third failed
    assert [list(trace.x) for trace in of_sizes] == [["[128]"], ["[256]"], ["[128]"]]
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis2.type is None
    assert (figure.layout.xaxis.title.text, figure.layout.xaxis2.title.text) == (
        "rate",
        "hidden sizes",
    )


def test_the_legend_names_each_kind_once(figure):
    assert sum(trace.showlegend for trace in figure.data) == 3


def test_what_is_far_less_accurate_than_the_best_lies_below(figure):
    assert figure.layout.yaxis.range == pytest.approx((0.885, 0.975))
    far = search.slices(TRIALS.assign(low=0.1), ["training.rate"], [])
    assert far.layout.yaxis.range == pytest.approx((0.845, 0.975))


def test_it_says_what_was_best(figure):
    told = figure.layout.meta["alt"]
    assert "number 2, the best on the other half, is right on 95.00% of these" in told
    assert "validation images with rate 0.1" in told


def test_the_study_may_be_the_best():
    trials = TRIALS.assign(best=[True, False, False, False])
    kinds = search.slices(trials, ["training.rate"], []).data
    assert [len(trace.x) for trace in kinds] == [2, 0, 1]

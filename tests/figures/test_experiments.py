import pandas as pd
import pytest

from fashion_mnist.figures import experiments
from fashion_mnist.figures.experiments import STATES, gradients, losses


@pytest.fixture
def effects():
    rows = [
        ("all", "all", 0.02, 0.01, 0.03),
        ("label_smoothing", "added alone", 0.004, 0.001, 0.006),
        ("label_smoothing", "left out", 0.001, -0.001, 0.002),
    ]
    columns = ["technique", "comparison", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(
        seconds_with=6.0, seconds_without=4.0, differ=[True, True, False]
    )


def test_effects_stand_beside_their_cost(effects):
    figure = experiments.effects(effects, "title")
    alone, alone_cost, left_out, left_out_cost = figure.data
    assert (alone.name, left_out.name) == ("added alone", "left out")
    assert list(alone.y) == list(left_out.y) == ["label smoothing"]
    assert list(alone.x) == pytest.approx([0.4])
    assert list(alone.error_x.array) == pytest.approx([0.2])
    assert list(alone.error_x.arrayminus) == pytest.approx([0.3])
    assert list(alone_cost.x) == list(left_out_cost.x) == [1.5]


def test_what_may_be_chance_has_an_open_symbol(effects):
    alone, _, left_out, _ = experiments.effects(effects, "title").data
    assert list(alone.marker.symbol) == ["circle"]
    assert list(left_out.marker.symbol) == ["diamond-open"]


def test_effects_on_several_models_are_named_with_them(effects):
    figure = experiments.effects(effects.assign(model="random_forest"), "title")
    assert list(figure.data[0].y) == ["random forest: label smoothing"]


def test_each_kind_and_state_has_its_panel():
    rows = [
        {"kind": kind, "depth": depth, "state": state, "layer": layer, "norm": depth * layer}
        for kind in ("plain", "residual")
        for depth in (8, 20)
        for state in STATES
        for layer in (1, 2)
    ]
    figure = gradients(pd.DataFrame(rows))
    assert len({trace.xaxis for trace in figure.data}) == 6
    assert {tuple(trace.y) for trace in figure.data} == {(8, 16), (20, 40)}
    assert [trace.name for trace in figure.data if trace.showlegend] == ["8 layers", "20 layers"]


def test_losses_are_drawn_for_each_seed_and_their_mean():
    rows = [
        {"kind": kind, "depth": depth, "seed": seed, "loss": depth / 8 + seed}
        for kind in ("plain", "residual")
        for depth in (8, 56)
        for seed in (0, 1)
    ]
    mean, each, *_ = losses(pd.DataFrame(rows)).data
    assert (list(mean.x), list(mean.y)) == ([8, 56], [1.5, 7.5])
    assert list(each.y) == [1, 2, 7, 8]


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
    return experiments.slices(TRIALS, paths, logarithmic=["training.rate"])


def test_each_parameter_has_a_panel(figure):
    searched, study, best, *of_sizes = figure.data
    assert (searched.name, study.name, best.name) == ("searched", "study's values", "best")
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
    far = experiments.slices(TRIALS.assign(low=0.1), ["training.rate"], [])
    assert far.layout.yaxis.range == pytest.approx((0.845, 0.975))


def test_it_says_what_was_best(figure):
    alt = figure.layout.meta["alt"]
    assert "Trial 2, the best on the selection half, classifies 95.00%" in alt
    assert "correctly, with rate 0.1" in alt


def test_the_study_may_be_the_best():
    trials = TRIALS.assign(best=[True, False, False, False])
    kinds = experiments.slices(trials, ["training.rate"], []).data
    assert [len(trace.x) for trace in kinds] == [2, 0, 1]

import pandas as pd
import pytest

from fashion_mnist.figures import techniques


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
    figure = techniques.effects(effects, "title")
    alone, alone_cost, left_out, left_out_cost = figure.data
    assert (alone.name, left_out.name) == ("added alone", "left out")
    assert list(alone.y) == list(left_out.y) == ["label smoothing"]
    assert list(alone.x) == pytest.approx([0.4])
    assert list(alone.error_x.array) == pytest.approx([0.2])
    assert list(alone.error_x.arrayminus) == pytest.approx([0.3])
    assert list(alone_cost.x) == list(left_out_cost.x) == [1.5]


def test_what_may_be_chance_has_an_open_symbol(effects):
    alone, _, left_out, _ = techniques.effects(effects, "title").data
    assert list(alone.marker.symbol) == ["circle"]
    assert list(left_out.marker.symbol) == ["diamond-open"]


def test_effects_on_several_models_are_named_with_them(effects):
    figure = techniques.effects(effects.assign(model="random_forest"), "title")
    assert list(figure.data[0].y) == ["random forest: label smoothing"]

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.figures.style import (
    error_bars,
    label_axis,
    model_colours,
    model_symbols,
    picture,
    place_labels,
)
from fashion_mnist.parameters import model_names


def test_pictures_are_drawn_in_grey_and_in_colour(decode):
    image = np.array([[[255, 0, 0]], [[0, 0, 51]]], np.uint8)
    np.testing.assert_array_equal(decode(picture(image)), image)
    np.testing.assert_array_equal(decode(picture(image[..., 0])), image[..., 0])


def test_long_class_names_break_into_lines():
    assert label_axis(["T-shirt/top", "Ankle boot"])["ticktext"] == [
        "T-shirt/<br>top",
        "Ankle<br>boot",
    ]


def test_each_model_has_a_colour_of_its_own(monkeypatch):
    colours = model_colours()
    assert len(set(colours.values())) == len(model_names.NAMES)
    more = (*model_names.NAMES, "one_more", "and_another")
    monkeypatch.setattr(model_names, "NAMES", more)
    assert len(model_colours()) == len(model_names.NAMES) == len(colours) + 2
    assert len(set(model_colours().values())) == len(colours) + 2


def test_each_kind_of_model_has_a_symbol():
    symbols = model_symbols()
    assert set(symbols) == set(model_names.NAMES)
    assert symbols["svm"] != symbols["cnn"] == symbols["robust"] != symbols["ensemble"]


def test_bars_reach_from_the_values_to_the_ends_of_their_intervals():
    bars = error_bars(pd.Series([0.5, 0.6]), [0.4, 0.3], [0.7, 0.6], scale=100, thickness=2)
    assert bars["array"] == pytest.approx([20, 0])
    assert bars["arrayminus"] == pytest.approx([10, 30])
    assert (bars["type"], bars["thickness"]) == ("data", 2)


SIZE = (300, 300)


def test_a_name_stands_to_the_right_where_there_is_room():
    assert place_labels([(0.2, 0.5)], ["svm"], SIZE) == ["middle right"]


def test_a_name_at_the_right_edge_stands_to_the_left():
    assert place_labels([(0.99, 0.5)], ["a_long_name"], SIZE) == ["middle left"]


def test_names_of_points_beside_each_other_cover_neither_points_nor_names():
    # The second point is where the name of the first would be.
    positions = place_labels([(0.5, 0.5), (0.58, 0.5)], ["cnn", "compact"], SIZE)
    assert positions == ["middle left", "middle right"]


def test_a_name_does_not_stand_on_a_bar():
    point, bar_to_its_right = [(0.5, 0.5)], [(0.55, 0.4, 0.6)]
    assert place_labels(point, ["svm"], SIZE, bar_to_its_right) == ["middle left"]


def test_names_go_above_and_below_where_both_sides_are_taken():
    row = [(0.4, 0.5), (0.5, 0.5), (0.6, 0.5)]
    positions = place_labels(row, ["left", "mid", "right"], SIZE)
    assert positions == ["middle left", "top center", "middle right"]

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.figures.style import (
    draw_shares,
    error_bars,
    label_axis,
    model_colours,
    model_symbols,
    picture,
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


def test_the_names_of_many_classes_stay_in_one_line():
    names = [f"moon orchid {number}" for number in range(13)]
    assert label_axis(names)["ticktext"] == names
    assert label_axis(names[:12])["ticktext"][0] == "moon<br>orchid<br>0"


def test_many_classes_have_small_vertical_labels_and_cells_without_numbers():
    names = [f"class {number}" for number in range(31)]
    assert label_axis(names) == {"type": "category", "tickangle": -90, "tickfont": {"size": 9}}
    assert len(label_axis(names[:30])["tickvals"]) == 30
    for n, template in ((30, "%{z}"), (31, None)):
        shares = pd.DataFrame(np.eye(n), columns=names[:n])
        assert draw_shares(shares, "share", texttemplate="%{z}").texttemplate == template


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

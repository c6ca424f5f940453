import re

import numpy as np
import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.pipelines.explanation import nodes as explanation
from fashion_mnist.report.heat_maps import describe_heat_maps


@pytest.fixture
def measures():
    """Measures of the heat maps of two layers of one network; all intervals are +-0.04."""
    places = [
        ("conv2", "Grad-CAM", 0.8, 0.8, 0.2, 0.6, 0.7, 0.3, [0.5, 0.1]),
        ("conv2", "random", 0.5, 0.5, 0.4, 0.4),
        ("conv3", "Grad-CAM", 0.55, 0.55, 0.42, 0.42, 0.8, 0.2, [0.9, 0.6]),
        ("conv3", "random", 0.5, 0.5, 0.4, 0.4),
        ("any", "chance", 0.5, 0.5),
        ("any", "centre", 0.6, 0.6, 0.35, 0.58),
        ("any", "image", 1, 1, 0.2, 0.48),
    ]
    names = ["heat_on_item", "pointing_game", "deletion", "insertion", "mirror_image"]
    names += ["another_image", "randomised"]
    table = pd.DataFrame(
        [
            ("cnn", layer, method, name, value, 10 if name == "pointing_game" else 6)
            for layer, method, *found in places
            for name, values in zip(names, found, strict=False)
            for value in np.atleast_1d(values)
        ],
        columns=["model", "layer", "method", "measure", "value", "images"],
    )
    return table.assign(down_to="dense", low=table["value"] - 0.04, high=table["value"] + 0.04)


@pytest.fixture
def described(measures):
    return describe_heat_maps({"explanation_measures": measures})


CONV2, CONV3 = ("cnn", "conv2", "Grad-CAM"), ("cnn", "conv3", "Grad-CAM")


def test_maps_are_judged_by_the_measures_in_which_they_are_better(described):
    # At conv2 the interval of insertion overlaps with that of the centre, that of deletion with
    # that of the image; at conv3 all overlap with those of chance and noise.
    assert dict(described["wins"]) == {
        CONV2: {
            "noise": ["heat_on_item", "pointing_game", "deletion", "insertion"],
            "centre": ["heat_on_item", "pointing_game", "deletion"],
            "image": ["insertion"],
        },
        CONV3: {"noise": [], "centre": [], "image": []},
    }


def test_maps_that_are_better_by_every_measure_are_named(described):
    assert described["best"] == {"noise": [CONV2], "centre": [], "image": []}


def test_maps_that_outlive_what_was_learned_are_named(described):
    assert described["retained"] == [CONV3]
    assert described["ranges"]["randomised"] == (0.1, 0.6)  # after the last step
    assert described["ranges"]["mirror_image"] == (0.7, 0.8)


def test_every_map_and_baseline_has_a_row(described):
    places = [place for place, _ in described["rows"]]
    assert places == [
        CONV2,
        ("cnn", "conv2", "random"),
        CONV3,
        ("cnn", "conv3", "random"),
        ("cnn", "any", "chance"),
        ("cnn", "any", "centre"),
        ("cnn", "any", "image"),
    ]
    assert described["images"] == {"all": 10, "some": 6}


def test_what_has_not_been_measured_is_not_described():
    assert describe_heat_maps({}) is None


def test_measured_heat_maps_are_judged(write_page, measures, island, cells):
    table, scores, randomisation = explanation.compare_explanations(
        cnn=measures.drop(columns="model")
    )
    given = {"explanation_scores": scores, "explanation_randomisation": randomisation}
    page = write_page(["svm", "cnn"], given=given | {"explanation_measures": table})
    assert Page(page).open == []
    text = words(page)
    assert "The heat maps of all 10 test images" in text
    assert "intervals that do not overlap: Grad-CAM of cnn at conv2." in text
    assert "the centre of the image, likewise: no map." in text
    assert "by deletion and insertion: no map." in text
    assert "original map is 0.10 to 0.60; that between the maps of two images is 0.20 to" in text
    assert "owed more to the image than to what was learned: Grad-CAM of cnn at conv3." in text
    verdict, row = re.findall(
        r"</code> conv2</th><td[^>]*>Grad-CAM</td>(.*?)</tr>", page, re.DOTALL
    )
    better = ["heat on the item, pointing game, deletion, insertion"]
    better += ["heat on the item, pointing game, deletion", "insertion"]
    assert cells(verdict) == better
    assert cells(row) == ["", "80.0%", "80.0%", "20.0%", "60.0%", "0.70", "0.30", "0.10"]
    assert "explanation_scores" in island(page, "figures")["figures"]

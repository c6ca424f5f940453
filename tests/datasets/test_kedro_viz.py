import numpy as np

from fashion_mnist.datasets.kedro_viz import make_preview, summarise


def test_the_rows_of_a_preview_are_numbered():
    assert make_preview(["class", "images"], [("bag", 2), ("coat", 1)]) == {
        "index": [0, 1],
        "columns": ["class", "images"],
        "data": [("bag", 2), ("coat", 1)],
    }


def test_an_array_is_summarised_by_shape_type_and_range():
    assert summarise(np.array([[[3, 1, 2]]], np.uint8))["data"] == [
        ("shape", "1 x 1 x 3"),
        ("data type", "uint8"),
        ("minimum", "1"),
        ("maximum", "3"),
    ]


def test_an_array_without_values_has_no_range():
    for array in (np.zeros((0, 28), np.uint8), np.array([], "U1")):
        assert summarise(array)["data"][2:] == [("minimum", "none"), ("maximum", "none")]


def test_names_are_summarised_by_the_alphabet():
    rows = summarise(np.array(["bag", "coat", "a boot"]))["data"]
    assert rows[2:] == [("minimum", "a boot"), ("maximum", "coat")]

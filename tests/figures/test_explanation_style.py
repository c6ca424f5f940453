import pandas as pd

from fashion_mnist.figures import explanation_style


def test_methods_come_in_one_order_and_without_those_that_are_absent():
    table = pd.DataFrame({"method": ["image", "Grad-CAM", "image"], "value": [1, 2, 3]})
    found = {name: list(rows["value"]) for name, rows in explanation_style.by_method(table)}
    assert found == {"Grad-CAM": [2], "image": [1, 3]}
    assert list(found) == ["Grad-CAM", "image"]


def test_equal_maps_of_two_methods_are_both_seen():
    lines = [explanation_style.line_of(method) for method in ("Grad-CAM", "HiResCAM")]
    assert [line["dash"] for line in lines] == ["solid", "dash"]
    assert lines[0]["color"] != lines[1]["color"]

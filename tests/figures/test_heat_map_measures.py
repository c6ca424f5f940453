import pandas as pd
import pytest

from fashion_mnist.figures import heat_map_measures


def estimate(value):
    return {"value": value, "low": value - 0.1, "high": value + 0.2, "images": 6}


@pytest.fixture
def measures():
    """Of one network with two layers explained, and a baseline for both."""
    rows = [
        {"layer": layer, "method": "Grad-CAM", "measure": "pointing_game", **estimate(value)}
        for layer, value in (("conv2", 0.6), ("conv3", 0.7))
    ]
    rows.append({"layer": "any", "method": "chance", "measure": "pointing_game", **estimate(0.5)})
    for down_to, value in (("logits", 0.4), ("dense", 0.3)):
        name = {"layer": "conv3", "method": "Grad-CAM", "measure": "randomised"}
        rows.append(name | {"down_to": down_to} | estimate(value))
    name = {"layer": "conv3", "method": "Grad-CAM", "measure": "another_image"}
    return pd.DataFrame([*rows, name | estimate(0.2)]).assign(model="cnn")


def test_scores_stand_beside_their_baselines(measures):
    figure = heat_map_measures.scores(measures)
    bars = {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert bars == {
        "Grad-CAM": {"cnn<br>conv2": 0.6, "cnn<br>conv3": 0.7},
        "chance": {"cnn<br>conv2": 0.5, "cnn<br>conv3": 0.5},
    }
    assert list(figure.data[0].error_y.array) == pytest.approx([0.2, 0.2])
    assert list(figure.data[0].error_y.arrayminus) == pytest.approx([0.1, 0.1])


def test_each_layer_has_a_panel_of_deletion_and_one_of_insertion():
    name = {"model": "cnn", "layer": "conv3", "method": "Grad-CAM"}
    points = [
        name | {"measure": measure, "fraction": fraction} | estimate(value)
        for measure, start, end in (("deletion", 0.9, 0.1), ("insertion", 0.1, 0.9))
        for fraction, value in ((0, start), (1, end))
    ]
    figure = heat_map_measures.curves(pd.DataFrame(points))
    assert [list(trace.y) for trace in figure.data] == [[0.9, 0.1], [0.1, 0.9]]
    assert [trace.showlegend for trace in figure.data] == [True, False]
    titles = {annotation.text for annotation in figure.layout.annotations}
    assert {"cnn conv3", "deletion", "insertion"} <= titles


def test_randomisation_begins_with_the_trained_network(measures):
    decay, reference = heat_map_measures.randomisation(measures).data
    assert list(decay.x) == ["trained", "logits", "dense"]
    assert list(decay.y) == [1, 0.4, 0.3]
    assert list(decay.error_y.array) == pytest.approx([0, 0.2, 0.2])
    assert (list(reference.x), list(reference.y)) == (["two images"], [0.2])

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.explanation.gradcam import choose_examples
from fashion_mnist.figures.explanation import curves, gradcam_triptychs, randomisation, scores


def test_triptychs_hold_three_panels_an_example(predictions, classes, decode):
    examples = choose_examples(predictions, classes)
    images = np.random.default_rng(0).random((len(examples), 4, 4, 1), np.float32)
    maps = np.zeros(images.shape[:3], np.float32)
    figure = gradcam_triptychs(images, maps, examples, classes, "cnn")
    assert [decode(trace).shape for trace in figure.data] == [(4, 14, 3)] * len(examples)
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert "bag: 90%" in captions
    assert "coat, taken for boot: 60%" in captions
    drawn = {trace.xaxis for trace in figure.data}  # no bag was taken for anything else
    assert {a.xref.removesuffix(" domain") for a in figure.layout.annotations} == {"paper", *drawn}
    colours = images * [1, 0.5, 0]
    figure = gradcam_triptychs(colours, maps, examples, classes, "cnn")
    np.testing.assert_array_equal(decode(figure.data[0])[:, :4], np.rint(255 * colours[0]))


def test_scores_stand_beside_their_baselines(measures):
    figure = scores(measures)
    bars = {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert bars == {
        "Grad-CAM": {"cnn<br>conv2": 0.6, "cnn<br>conv3": 0.7},
        "chance": {"cnn<br>conv2": 0.5, "cnn<br>conv3": 0.5},
    }
    assert list(figure.data[0].error_y.array) == pytest.approx([0.2, 0.2])
    assert list(figure.data[0].error_y.arrayminus) == pytest.approx([0.1, 0.1])


def test_each_layer_has_a_panel_of_deletion_and_one_of_insertion(measured):
    name = {"model": "cnn", "layer": "conv3", "method": "Grad-CAM"}
    points = [
        measured(value, **name, measure=measure, fraction=fraction)
        for measure, start, end in (("deletion", 0.9, 0.1), ("insertion", 0.1, 0.9))
        for fraction, value in ((0, start), (1, end))
    ]
    figure = curves(pd.DataFrame(points))
    assert [list(trace.y) for trace in figure.data] == [[0.9, 0.1], [0.1, 0.9]]
    assert [trace.showlegend for trace in figure.data] == [True, False]
    titles = {annotation.text for annotation in figure.layout.annotations}
    assert {"cnn conv3", "deletion", "insertion"} <= titles


def test_randomisation_begins_with_the_trained_network(measures):
    decay, reference = randomisation(measures).data
    assert list(decay.x) == ["trained", "logits", "dense"]
    assert list(decay.y) == [1, 0.4, 0.3]
    assert list(decay.error_y.array) == pytest.approx([0, 0.2, 0.2])
    assert (list(reference.x), list(reference.y)) == (["two images"], [0.2])


def test_methods_come_in_one_order_and_equal_maps_of_two_are_both_seen(measured):
    name = {"model": "cnn", "layer": "conv3", "measure": "deletion", "fraction": 0}
    points = [measured(0.9, method=method, **name) for method in ("image", "HiResCAM", "Grad-CAM")]
    lines = curves(pd.DataFrame(points)).data
    assert [trace.name for trace in lines] == ["Grad-CAM", "HiResCAM", "image itself"]
    assert [trace.line.dash for trace in lines] == ["solid", "dash", "solid"]
    assert lines[0].line.color != lines[1].line.color

import pandas as pd

from fashion_mnist.figures.explanation_curves import curves


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

from base64 import b64decode
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fashion_mnist.evaluation import classes, comparison
from fashion_mnist.explanation.examples import choose_examples
from fashion_mnist.figures import (
    accuracy,
    calibration,
    confusion,
    data,
    learning,
    significance,
    style,
)
from fashion_mnist.figures.gradcam import gradcam_triptychs
from fashion_mnist.parameters import model_names

CLASSES = ["bag", "coat", "boot"]
LABELS = np.array([0, 1, 1, 2], np.uint8)
IMAGES = np.arange(16, dtype=np.uint8).reshape(4, 2, 2)


def test_class_distribution_counts_images():
    bars = data.class_distribution(LABELS, CLASSES).data[0]
    assert list(bars.x) == CLASSES
    assert list(bars.y) == [1, 2, 1]


def test_sample_grid_has_a_row_a_class_from_the_top():
    sheet = data.sample_grid(IMAGES, LABELS, CLASSES, n_columns=2).data[0].z
    # The first row of a heat map is drawn at the bottom.
    np.testing.assert_array_equal(
        sheet[::-1],
        [
            [0, 1, 0, 0],
            [2, 3, 0, 0],
            [4, 5, 8, 9],
            [6, 7, 10, 11],
            [12, 13, 0, 0],
            [14, 15, 0, 0],
        ],
    )


def colours_of(trace):
    """The pixels of an image trace, as they are in its file."""
    return np.asarray(Image.open(BytesIO(b64decode(trace.source.partition(",")[2]))))


def test_colour_pictures_are_drawn_in_colour():
    image = np.array([[[1, 0, 0]], [[0, 0, 0.2]]], np.float32)
    # Its first row is on top, as that of a grey one: in a figure, rows are counted from below.
    np.testing.assert_array_equal(colours_of(style.picture(image)), [[[0, 0, 51]], [[255, 0, 0]]])
    np.testing.assert_array_equal(style.picture(image[..., :1]).z, [[0], [1]])


def test_sample_grid_of_colour_images_that_are_not_square():
    images = np.zeros((2, 1, 2, 3), np.uint8)
    images[1] = 9
    sheet = colours_of(data.sample_grid(images, np.array([0, 1]), CLASSES[:2], 2).data[0])
    np.testing.assert_array_equal(sheet[..., 0], [[9, 9, 0, 0], [0, 0, 0, 0]])


def test_sample_grid_leaves_pixels_of_large_images_out():
    images = np.zeros((3, 200, 100), np.uint8)
    grid = data.sample_grid(images, np.array([0, 1, 2]), CLASSES, n_columns=2)
    assert grid.data[0].z.shape == (3 * 50, 2 * 25)


def test_pixel_histogram_is_logarithmic_and_marks_the_statistics():
    statistics = {"mean": 1.5, "median": 1.0, "standard_deviation": 0.5}
    figure = data.pixel_histogram(np.array([[[1, 1], [2, 2]]], np.uint8), statistics)
    assert list(figure.data[0].y[:4]) == [0, 2, 2, 0]
    assert figure.layout.yaxis.type == "log"
    assert [shape.x0 for shape in figure.layout.shapes] == [1.5, 1.0]
    assert "0.50" in figure.layout.title.text


def test_preprocessing_shows_the_three_states():
    normalised = (IMAGES[0] / 255).astype(np.float32)
    figure = data.preprocessing(IMAGES[0], normalised, normalised.ravel())
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert captions[0].startswith("raw: uint8<br>0 to 3, 2 x 2")
    assert captions[1].startswith("normalised: float32")
    assert captions[2] == "flattened: 4"
    colours = np.zeros((2, 2, 3), np.float32)
    figure = data.preprocessing(colours.astype(np.uint8), colours, colours.ravel())
    assert figure.layout.annotations[1].text.endswith("2 x 2 x 3")


def test_classes_have_a_colour_each():
    names = [f"class {number}" for number in range(12)]
    assert len(set(style.distinct_colours(len(names)))) == 12


def test_long_class_names_break_into_lines():
    assert style.label_axis(["T-shirt/top", "Ankle boot"])["ticktext"] == [
        "T-shirt/<br>top",
        "Ankle<br>boot",
    ]


def test_learning_curves_show_both_sets_and_the_best_epoch():
    history = pd.DataFrame(
        {
            "epoch": [1, 2],
            "accuracy": [0.5, 0.6],
            "val_accuracy": [0.7, 0.6],
            "loss": [2, 1],
            "val_loss": [1, 1],
        }
    )
    figure = learning.learning_curves(history, "cnn")
    assert [list(trace.y) for trace in figure.data] == [[0.5, 0.6], [0.7, 0.6], [2, 1], [1, 1]]
    assert figure.layout.shapes[0].x0 == 1


def test_confusion_matrix_colours_shares_and_writes_counts():
    confusions = pd.DataFrame([[3, 1], [0, 0]], index=["a", "b"], columns=["a", "b"])
    heat = confusion.confusion_matrix(confusions, "svm").data[0]
    np.testing.assert_array_equal(heat.z[::-1], [[0.75, 0.25], [0, 0]])
    np.testing.assert_array_equal(heat.text[::-1], confusions)


def test_class_recall_has_a_row_a_model(predictions):
    report = classes.report_classes(predictions, CLASSES)
    table = classes.compare_classes({"svm": report, "knn": report}, CLASSES)
    heat = confusion.class_recall(table, CLASSES).data[0]
    assert list(heat.y) == ["knn", "svm"]
    np.testing.assert_array_equal(heat.z[0], [1, 0.5, 0.5])


def test_accuracy_has_a_point_and_an_interval_a_model():
    row = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}
    point = accuracy.accuracy(comparison.compare_models({"svm": row})).data[0]
    assert (list(point.x), list(point.y), point.text) == ([0.9], ["svm"], "90.0%")
    assert point.error_x.array[0] == pytest.approx(0.01)


def test_accuracy_marks_that_of_people_where_it_is_known():
    row = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91}
    table = comparison.compare_models({"svm": row})
    assert not accuracy.accuracy(table, None).layout.shapes
    figure = accuracy.accuracy(table, 0.835)
    assert figure.layout.shapes[0].x0 == 0.835
    assert figure.layout.xaxis.range == pytest.approx((0.829, 0.916))  # 8% of 0.075 beyond both
    assert figure.layout.annotations[0].text == "people, published: 83.5%"


TESTS = pd.DataFrame(
    [("svm", "knn", 0.02, True), ("svm", "mlp", 0.03, True), ("knn", "mlp", 0.01, False)],
    columns=["model", "other", "difference", "differ"],
)


def test_pairwise_wins_are_told_from_the_row():
    heat = significance.pairwise_wins(TESTS).data[0]
    assert list(heat.x) == list(heat.y) == ["svm", "knn", "mlp"]
    np.testing.assert_array_equal(heat.z, [[np.nan, 1, 1], [-1, np.nan, 0], [-1, 0, np.nan]])
    assert heat.text[0].tolist() == ["", "beats<br>+2.00", "beats<br>+3.00"]
    assert heat.text[2].tolist() == ["loses<br>-3.00", "ties<br>-1.00", ""]


def test_without_a_pair_the_figure_says_so():
    figure = significance.pairwise_wins(TESTS[:0])
    assert figure.layout.annotations[0].text == "One model alone: there is no pair to test."


def test_reliability_has_a_panel_a_model_with_two_lines():
    bins = pd.DataFrame(
        {
            "model": ["svm", "svm", "knn", "knn"],
            "scaled": [False, True, False, True],
            "bin": 15,
            "images": 10,
            "confidence": [0.99, 0.95, 0.97, 0.96],
            "accuracy": [0.9, 0.91, 0.92, 0.93],
        }
    )
    figure = calibration.reliability_diagrams(bins)
    assert [annotation.text for annotation in figure.layout.annotations] == ["svm", "knn"]
    lines = [(trace.xaxis, trace.x[0], trace.y[0], trace.showlegend) for trace in figure.data]
    assert lines == [
        ("x", 0.99, 0.9, True),
        ("x", 0.95, 0.91, True),
        ("x2", 0.97, 0.92, False),
        ("x2", 0.96, 0.93, False),
    ]


def test_coverage_has_a_line_a_model():
    table = pd.DataFrame(
        {
            "model": ["svm", "svm"],
            "covered": [1, 0.8],
            "accuracy": [0.9, 0.95],
            "images": [10, 8],
            "low": 0.5,
            "high": 0.9,
        }
    )
    (line,) = calibration.accuracy_against_coverage(table).data
    assert (line.name, list(line.x), list(line.y)) == ("svm", [1, 0.8], [0.9, 0.95])


def test_seeds_have_a_dot_a_training_and_a_bar_at_the_mean():
    runs = pd.DataFrame({"model": "cnn", "seed": [0, 1], "accuracy": [0.9, 0.92]})
    bar, dots = significance.accuracy_by_seed(runs).data
    assert list(bar.x) == [0.91]
    assert (list(dots.x), list(dots.customdata)) == ([0.9, 0.92], [0, 1])


def test_accuracy_against_cost_has_a_point_and_an_interval_a_model():
    row = {"accuracy": 0.9, "accuracy_low": 0.88, "accuracy_high": 0.91, "bytes": 100}
    row |= {"parameters": 10, "fit_seconds": 3.0, "predict_seconds": 0.1}
    figure = accuracy.accuracy_against_cost(comparison.compare_models({"svm": row, "knn": row}))
    assert [trace.name for trace in figure.data] == ["svm", "knn"]
    assert figure.data[0].error_y.array[0] == pytest.approx(0.01)
    assert figure.data[0].error_y.arrayminus[0] == pytest.approx(0.02)
    assert figure.data[0].marker.color == style.model_colours()["svm"]


def test_triptychs_hold_three_panels_an_example(predictions):
    examples = choose_examples(predictions, CLASSES)
    images = np.random.default_rng(0).random((len(examples), 4, 4), np.float32)
    figure = gradcam_triptychs(images, np.zeros_like(images), examples, CLASSES, "cnn")
    assert len(figure.data) == 4 * len(examples)
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert "bag: 90%" in captions
    assert "coat, taken for boot: 60%" in captions
    colours = np.stack([images] * 3, axis=-1)
    figure = gradcam_triptychs(colours, np.zeros_like(images), examples, CLASSES, "cnn")
    assert [trace.type for trace in figure.data[:4]] == ["image", "heatmap", "image", "heatmap"]


def test_each_model_has_a_colour_of_its_own(monkeypatch):
    colours = style.model_colours()
    assert len(set(colours.values())) == len(model_names.names())
    monkeypatch.setattr(models, "CLASSICAL", (*model_names.CLASSICAL, "one_more", "and_another"))
    assert len(style.model_colours()) == len(model_names.names())

from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from fashion_mnist.figures import data


def test_class_distribution_counts_images(labels, classes):
    bars = data.class_distribution(labels, classes).data[0]
    assert list(bars.x) == classes
    assert list(bars.y) == [1, 2, 1]


def test_sample_grid_has_a_row_a_class_from_the_top(images, labels, classes):
    sheet = data.sample_grid(images, labels, classes, n_columns=2).data[0].z
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


def test_sample_grid_of_colour_images_that_are_not_square(classes):
    images = np.zeros((2, 1, 2, 3), np.uint8)
    images[1] = 9
    trace = data.sample_grid(images, np.array([0, 1]), classes[:2], 2).data[0]
    sheet = np.asarray(Image.open(BytesIO(b64decode(trace.source.partition(",")[2]))))
    np.testing.assert_array_equal(sheet[..., 0], [[9, 9, 0, 0], [0, 0, 0, 0]])


def test_sample_grid_leaves_pixels_of_large_images_out(classes):
    images = np.zeros((3, 200, 100), np.uint8)
    grid = data.sample_grid(images, np.array([0, 1, 2]), classes, n_columns=2)
    assert grid.data[0].z.shape == (3 * 50, 2 * 25)


def test_pixel_histogram_is_logarithmic_and_marks_the_statistics():
    statistics = {"mean": 1.5, "median": 1.0, "standard_deviation": 0.5}
    figure = data.pixel_histogram(np.array([[[1, 1], [2, 2]]], np.uint8), statistics)
    assert list(figure.data[0].y[:4]) == [0, 2, 2, 0]
    assert figure.layout.yaxis.type == "log"
    assert [shape.x0 for shape in figure.layout.shapes] == [1.5, 1.0]
    assert "0.50" in figure.layout.title.text


def test_preprocessing_shows_the_three_states(images):
    normalised = (images[0] / 255).astype(np.float32)
    figure = data.preprocessing(images[0], normalised, normalised.ravel())
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert captions[0].startswith("raw: uint8<br>0 to 3, 2 x 2")
    assert captions[1].startswith("normalised: float32")
    assert captions[2] == "flattened: 4"
    colours = np.zeros((2, 2, 3), np.float32)
    figure = data.preprocessing(colours.astype(np.uint8), colours, colours.ravel())
    assert figure.layout.annotations[1].text.endswith("2 x 2 x 3")

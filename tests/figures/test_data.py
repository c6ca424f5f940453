import numpy as np
import pandas as pd

from fashion_mnist.evaluation.data_quality import DataQuality
from fashion_mnist.figures import data


def test_class_distribution_counts_images(labels, classes):
    bars = data.class_distribution(labels, classes).data[0]
    assert list(bars.x) == classes
    assert list(bars.y) == [1, 2, 1]


def test_sample_grid_has_a_row_a_class_from_the_top(images, labels, classes, decode):
    figure = data.sample_grid(images, labels, classes, n_columns=2)
    assert figure.layout.yaxis.ticktext == tuple(classes)
    assert figure.layout.yaxis.tickvals == (0.5, 2.5, 4.5)  # each in the middle of its row
    np.testing.assert_array_equal(
        decode(figure.data[0]),
        [[0, 1, 0, 0], [2, 3, 0, 0], [4, 5, 8, 9], [6, 7, 10, 11], [12, 13, 0, 0], [14, 15, 0, 0]],
    )


def test_sample_grid_of_colour_images_that_are_not_square(classes, decode):
    images = np.zeros((2, 1, 2, 3), np.uint8)
    images[1] = 9
    trace = data.sample_grid(images, np.array([0, 1]), classes[:2], 2).data[0]
    np.testing.assert_array_equal(decode(trace)[..., 0], [[0, 0, 0, 0], [9, 9, 0, 0]])


def test_sample_grid_leaves_pixels_of_large_images_out(classes, decode):
    images = np.zeros((3, 200, 100), np.uint8)
    grid = data.sample_grid(images, np.array([0, 1, 2]), classes, n_columns=2)
    assert decode(grid.data[0]).shape == (3 * 50, 2 * 25)


def test_pixel_histogram_is_logarithmic_and_marks_the_statistics():
    statistics = {"mean": 1.5, "median": 1.0, "standard_deviation": 0.5}
    figure = data.pixel_histogram(np.array([[[1, 1], [2, 2]]], np.uint8), statistics)
    assert list(figure.data[0].y[:4]) == [0, 2, 2, 0]
    assert figure.layout.yaxis.type == "log"
    assert [shape.x0 for shape in figure.layout.shapes] == [1.5, 1.0]
    assert "0.50" in figure.layout.title.text


def test_preprocessing_shows_numbers_of_the_middle_before_and_after(decode):
    image = np.arange(100, dtype=np.uint8).reshape(10, 10)
    normalised = np.divide(image, 255, dtype=np.float32)
    figure = data.preprocessing(image[None], normalised[None], normalised.reshape(1, -1))
    whole, before, after, flat = figure.data
    np.testing.assert_array_equal(decode(whole), image)
    np.testing.assert_array_equal(before.z, image[2:8, 2:8])
    np.testing.assert_array_equal(after.z, normalised[2:8, 2:8])
    assert figure.layout.yaxis2.autorange == "reversed"  # the first row is on top
    np.testing.assert_array_equal(flat.y, normalised.ravel())
    assert (before.texttemplate, after.texttemplate) == ("%{z}", "%{z:.2f}")
    (mark,) = figure.layout.shapes  # around the middle, whose first row is on top
    assert (mark.x0, mark.x1, mark.y0, mark.y1) == (1.5, 7.5, 1.5, 7.5)


def test_preprocessing_of_small_and_of_colour_images(images):
    normalised = (images[0] / 255).astype(np.float32)
    figure = data.preprocessing(images, normalised[None], normalised.reshape(1, -1))
    np.testing.assert_array_equal(figure.data[1].z, images[0])
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert captions[1:] == [
        *(
            "before:<br>uint8<br>0 to 3",
            "normalised:<br>float32<br>0 to 0.01",
            "reshaped: 2 x 2 x 1; flattened: 4",
        )
    ]
    colours = np.zeros((2, 2, 3), np.float32)
    colours[..., 0] = 1
    pixels = (255 * colours).astype(np.uint8)
    figure = data.preprocessing(pixels[None], colours[None], colours.reshape(1, -1))
    assert figure.data[1].z.tolist() == [[255, 255], [255, 255]]
    assert figure.layout.annotations[3].text == "reshaped: 2 x 2 x 3; flattened: 12"


IMAGES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)


def captions(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_pairs_are_shown_side_by_side_the_closest_to_each_distance_first(decode):
    neighbours = pd.DataFrame(
        {"index": [0, 1], "neighbour": [2, 0], "distance": [1.0, 3.0], "label": ["bag", "coat"]}
    )
    figure = data.near_duplicates(neighbours, IMAGES, IMAGES, DataQuality(max_distance=3))
    bag_first, coat_first = ["bag, 1.00", "coat, 3.00"], ["coat, 3.00", "bag, 1.00"]
    assert captions(figure) == 2 * bag_first + 4 * coat_first  # distances from 0 to 4.5
    np.testing.assert_array_equal(decode(figure.data[1]), [[4, 5, 0, 1], [6, 7, 2, 3]])


def test_label_errors_are_named_with_what_they_may_be(decode):
    errors = pd.DataFrame(
        {"part": ["test"], "index": [1], "given": ["bag"], "suggested": ["coat"], "score": [0.1]}
    )
    figure = data.label_errors(errors, {"test": IMAGES})
    assert captions(figure) == ["bag?<br>coat (test)"]
    np.testing.assert_array_equal(decode(figure.data[0]), IMAGES[1])


def test_without_doubtful_images_the_gallery_is_empty():
    errors = pd.DataFrame(columns=["part", "index", "given", "suggested", "score"])
    assert not data.label_errors(errors, {}).data

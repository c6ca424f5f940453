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


def test_preprocessing_of_an_image_without_black_pixels():
    scaled = np.array([[[0.149, 0.5], [0.6, 0.7]]], np.float32)
    figure = data.preprocessing(np.array([[[38, 128], [153, 179]]], np.uint8), scaled, scaled)
    assert "normalised:<br>float32<br>0.15 to 0.70" in captions(figure)


IMAGES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)


def captions(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_pairs_are_shown_side_by_side_each_once_by_increasing_distance(decode):
    neighbours = pd.DataFrame(
        {"index": [0, 1], "neighbour": [2, 0], "distance": [1.0, 3.0], "label": ["bag", "coat"]}
    )
    figure = data.near_duplicates(neighbours, IMAGES, IMAGES, DataQuality(max_distance=3))
    assert captions(figure) == ["bag, 1.00", "coat, 3.00"]
    np.testing.assert_array_equal(decode(figure.data[1]), [[4, 5, 0, 1], [6, 7, 2, 3]])


def test_the_pairs_closest_to_each_distance_are_shown():
    places = np.arange(100)
    neighbours = pd.DataFrame(
        {"index": 0, "neighbour": 0, "distance": 0.04 * places, "label": "bag"}, index=places
    )
    figure = data.near_duplicates(neighbours, IMAGES, IMAGES, DataQuality(max_distance=2))
    shown = [float(caption.removeprefix("bag, ")) for caption in captions(figure)]
    around = [1, 1.5, 2, 2.5, 3]  # from half of the distance to one and a half
    assert [*shown[:6]] == [0, 0.04, 0.08, 0.12, 0.16, 0.2]
    np.testing.assert_allclose(np.reshape(shown[6:], (5, 6)).mean(axis=1), around, atol=0.03)


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

import numpy as np
import pandas as pd

from fashion_mnist.figures import data_quality

IMAGES = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)


def captions(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_pairs_are_shown_side_by_side_the_closest_to_each_distance_first():
    neighbours = pd.DataFrame(
        {"index": [0, 1], "neighbour": [2, 0], "distance": [1.0, 3.0], "label": ["bag", "coat"]}
    )
    figure = data_quality.near_duplicates(neighbours, IMAGES, IMAGES, distances=[3])
    assert captions(figure) == ["coat, 3.00", "bag, 1.00"]
    # The first row of a heat map is drawn at the bottom.
    np.testing.assert_array_equal(figure.data[0].z[::-1], [[4, 5, 0, 1], [6, 7, 2, 3]])


def test_label_errors_are_named_with_what_they_may_be():
    errors = pd.DataFrame(
        {"part": ["test"], "index": [1], "given": ["bag"], "suggested": ["coat"], "score": [0.1]}
    )
    figure = data_quality.label_errors(errors, {"test": IMAGES})
    assert captions(figure) == ["bag?<br>coat (test)"]
    np.testing.assert_array_equal(figure.data[0].z[::-1], IMAGES[1])


def test_without_doubtful_images_the_gallery_is_empty():
    errors = pd.DataFrame(columns=["part", "index", "given", "suggested", "score"])
    assert not data_quality.label_errors(errors, {}).data

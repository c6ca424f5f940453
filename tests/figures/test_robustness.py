import numpy as np
import pytest

from fashion_mnist.evaluation.predictions import join_tables
from fashion_mnist.figures import robustness
from fashion_mnist.images.arrays import ScaledImages, add_channel
from fashion_mnist.robustness import corruptions


@pytest.fixture
def table():
    """Two models: one always right, one never but on clean images."""
    right = np.ones((len(corruptions.CONDITIONS), 4), bool)
    only_clean = right & (np.arange(len(right)) == 0)[:, None]
    return join_tables(
        {"cnn": corruptions.tabulate(right), "svm": corruptions.tabulate(only_clean)}
    )


def test_heat_map_has_a_row_for_each_model_and_a_column_for_each_condition(table):
    (trace,) = robustness.heat_map(table).data
    assert trace.y == ("svm", "cnn")  # from the bottom
    assert trace.x[:2] == ("clean", "geometry")
    np.testing.assert_array_equal(np.array(trace.z)[:, :2], [[1, 0], [1, 1]])
    assert np.shape(trace.z) == (2, 17)


def test_curves_begin_at_the_clean_images(table):
    curves = robustness.curves(table).data
    assert len(curves) == 2 * 10
    assert list(curves[10].x) == [0, 1, 2, 3, 4, 5]
    assert list(curves[10].y) == [1, 0, 0, 0, 0, 0]


def test_gallery_shows_an_image_of_each_class_under_every_condition(decode):
    images = add_channel(ScaledImages(np.zeros((3, 28, 28), np.uint8), np.arange(256) / 255))
    figure = robustness.gallery(images, np.array([1, 0, 1]), ["bag", "boot"], seed=0)
    assert figure.layout.xaxis.ticktext == ("bag", "boot")
    assert len(figure.layout.yaxis.ticktext) == 7 + 2 * 10
    assert decode(figure.data[0]).shape == (27 * 28, 2 * 28, 3)

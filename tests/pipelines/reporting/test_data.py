import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.reporting import data

IMAGES = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
PROFILE = {"mean": 1.0, "median": 2.0, "standard_deviation": 3.0}


def test_labels_may_be_names_or_numbers(classes):
    names = data.draw_data(IMAGES, np.array(["boot", "bag", "boot"]), PROFILE, classes)
    numbers = data.draw_data(IMAGES, np.array([2, 0, 2], np.uint8), PROFILE, classes)
    assert names == numbers
    distribution, samples, histogram = names
    assert list(distribution.data[0].y) == [1, 0, 2]
    assert samples.layout.yaxis.ticktext == ("boot", "coat", "bag")
    assert histogram.layout.annotations[0].text == "mean 1.00"


def test_labels_that_are_no_classes_are_refused(classes):
    with pytest.raises(InputError, match="Received also shoe"):
        data.draw_data(IMAGES, np.array(["boot", "bag", "shoe"]), PROFILE, classes)


def test_the_first_training_image_is_drawn_before_and_after_preprocessing():
    normalised = np.divide(IMAGES, 255, dtype=np.float32)
    figure = data.draw_preprocessing(IMAGES)
    image, raw, scaled, flat = figure.data
    np.testing.assert_array_equal(image.z[::-1], IMAGES[0])
    np.testing.assert_array_equal(raw.z[::-1], IMAGES[0])
    np.testing.assert_array_equal(scaled.z[::-1], normalised[0])
    np.testing.assert_array_equal(flat.y, normalised[0].ravel())

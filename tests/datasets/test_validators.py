import numpy as np
import pytest

from fashion_mnist.datasets.validators import ArrayValidator
from fashion_mnist.parameters.errors import InputError

LABELS = ArrayValidator(dtype="uint8", shape=[3], minimum=0, maximum=2, all_of=[0, 1, 2])
IMAGES = ArrayValidator(dtype="uint8", shape=[None, 2, 2], minimum=0, maximum=255)


def test_what_is_expected_passes_unchanged():
    labels = np.array([2, 0, 1], np.uint8)
    assert LABELS.validate(labels) is labels
    assert IMAGES.validate(np.zeros((5, 2, 2), np.uint8)).shape == (5, 2, 2)


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("validator", "array", "message"),
    [
        (LABELS, np.array([0, 1, 2], np.int64), "Expected data type uint8. Received int64"),
        (LABELS, np.array([0, 1], np.uint8), "Expected shape 3. Received 2"),
        (IMAGES, np.zeros((5, 2, 3), np.uint8), "Expected shape any x 2 x 2. Received 5 x 2 x 3"),
        (IMAGES, np.zeros((5, 4), np.uint8), "Expected shape any x 2 x 2. Received 5 x 4"),
        (
            IMAGES,
            np.zeros((0, 2, 2), np.uint8),
            r"Expected numbers\. Received none, in shape 0 x 2",
        ),
        (LABELS, np.array([0, 1, 9], np.uint8), "Expected values from 0 to 2. Received .* to 9"),
        (LABELS, np.array([0, 1, 1], np.uint8), r"Missing: \[2\]; not expected: none"),
    ],
)
def test_anything_else_is_refused(validator, array, message):
    with pytest.raises(InputError, match=message):
        validator.validate(array)

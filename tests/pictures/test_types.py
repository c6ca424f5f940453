import numpy as np

from fashion_mnist.pictures.foreground import Box
from fashion_mnist.pictures.types import Conversion, spread

NOTHING = np.zeros((2, 2), np.uint8)


def lay(values, source, target, shape):
    conversion = Conversion(NOTHING, NOTHING, {}, source, target)
    return spread(np.array(values, np.float32), conversion, shape)


def test_values_lie_where_their_pixels_come_from():
    values = [[0, 0], [0.5, 0.5]]  # only the lower row of the pixels is of the picture
    laid = lay(values, Box(1, 2, 2, 3), Box(1, 0, 1, 2), (4, 6, 4))
    expected = np.zeros((4, 6))
    expected[1:3, 2:5] = 0.5
    np.testing.assert_allclose(laid, expected)


def test_what_reaches_over_the_edges_is_cut_off():
    values = [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    laid = lay(values, Box(-1, -1, 3, 3), Box(0, 0, 3, 3), (5, 2))
    np.testing.assert_allclose(laid[:2], [[1, 0], [0, 0]])
    assert laid.shape == (5, 2)
    assert not laid[2:].any()

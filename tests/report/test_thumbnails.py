import base64
from io import BytesIO

import numpy as np
from PIL import Image

from fashion_mnist.figures.style import triptych
from fashion_mnist.images.arrays import encode_data_uri
from fashion_mnist.report.render import THUMBNAIL


def test_a_triptych_of_grey_and_of_colour():
    heat = np.zeros((1, 2), np.float32)
    for image in (np.array([[0, 200]], np.uint8), np.array([[[0] * 3, [200] * 3]], np.uint8)):
        strip = triptych(image, heat)
        assert strip.shape == (1, 8, 3)
        assert strip[0, :3].tolist() == [[0, 0, 0], [200, 200, 200], [255, 255, 255]]
        assert strip[0, 4].tolist() == [0, 0, 4]  # cold, where Inferno begins
        # 55% of it lie over 45% of the image.
        assert strip[0, 7].tolist() == [90, 90, 92]


def test_large_pictures_are_shrunk_in_proportion():
    large, small = np.zeros((224, 448, 3), np.uint8), np.zeros((28, 28), np.uint8)
    assert decode(encode_data_uri(large, longest=THUMBNAIL)).shape == (56, 112, 3)
    assert decode(encode_data_uri(small, longest=THUMBNAIL)).shape == (28, 28)


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_a_picture_keeps_its_pixels():
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    np.testing.assert_array_equal(decode(encode_data_uri(pixels)), pixels)

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fashion_mnist.images import data_uri


def decode(uri, kind):
    start, _, content = uri.partition(",")
    assert start == f"data:image/{kind};base64"
    return np.asarray(Image.open(BytesIO(base64.b64decode(content))))


@pytest.mark.parametrize(
    "pixels",
    [
        [[0, 100, 255]],
        [[[255, 0, 0], [0, 0, 255]]],
        [[[255, 0, 0, 255], [0, 0, 255, 100]]],
    ],
)
def test_every_pixel_is_kept(pixels):
    assert decode(data_uri.encode(np.array(pixels, np.uint8)), "png").tolist() == pixels


def test_webp_keeps_nearly_the_same_colours():
    grey = np.full((20, 30), 100, np.uint8)
    decoded = decode(data_uri.encode(grey, "WEBP"), "webp")
    assert decoded.shape == (20, 30, 3)
    np.testing.assert_allclose(decoded, 100, atol=3)


def test_what_is_too_long_is_scaled_down():
    tall = np.full((40, 20), 100, np.uint8)
    assert decode(data_uri.encode(tall, longest=10), "png").shape == (10, 5)
    assert decode(data_uri.encode(tall, longest=40), "png").shape == (40, 20)

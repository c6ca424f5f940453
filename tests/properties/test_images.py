"""Files of pictures: those of a set of images, and people's own."""

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from properties.damage import damaged, refused_by_the_dataset

from fashion_mnist.datasets.image_folder import RESIZE, read_images
from fashion_mnist.pictures.reading import LONGEST_EDGE, UnreadablePictureError, read_picture

NOISE = np.random.default_rng(0).integers(0, 256, (12, 9, 4), np.uint8)
FORMATS = {
    "png": "RGBA",
    "jpeg": "RGB",
    "gif": "P",
    "bmp": "RGB",
    "tiff": "RGB",
    "webp": "RGBA",
    "ppm": "RGB",
}


def encode(suffix, mode):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # a photograph that is to be turned
    options = {"exif": exif} if suffix in ("png", "jpeg", "webp", "tiff") else {}
    Image.fromarray(NOISE).convert(mode).save(buffer, suffix, **options)
    return buffer.getvalue()


FILES = damaged([encode(*item) for item in FORMATS.items()]) | st.binary()


@given(FILES)
def test_a_picture_is_read_or_refused(path, content):
    path.write_bytes(content)
    with suppress(UnreadablePictureError):
        picture = read_picture(path)
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 4
        assert 1 <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= LONGEST_EDGE


@pytest.mark.parametrize("resize", RESIZE)
@given(content=FILES, channels=st.sampled_from([1, 3]), size=st.tuples(*[st.integers(1, 64)] * 2))
def test_an_image_of_a_set_is_brought_to_its_size_or_refused(path, content, channels, size, resize):
    path.write_bytes(content)
    with refused_by_the_dataset():
        images = read_images([path], channels, size, resize)
        assert images.dtype == np.uint8
        assert images.shape == ((1, *size) if channels == 1 else (1, *size, 3))

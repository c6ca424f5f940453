import io
import zipfile

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes, unicode_string_dtypes
from properties.damage import damaged, refused_by_the_dataset

from fashion_mnist.datasets.arrays import KINDS, NpzDataset

DEFLATE = 1032  # the greatest ratio to which zip packs


def write(writer, *arguments, **named):
    buffer = io.BytesIO()
    writer(buffer, *arguments, **named)
    return buffer.getvalue()


def archive(content):
    """An `.npz` file with this instead of an array."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("x.npy", content)
    return buffer.getvalue()


ARRAYS = [np.arange(6).reshape(2, 3, 1), np.linspace(0, 1, 5), np.array(["bag", "coat"])]
FILES = [write(writer, x=array) for array in ARRAYS for writer in (np.savez, np.savez_compressed)]
MEMBERS = [write(np.save, array) for array in ARRAYS]
WHITES = st.none() | st.floats(0, exclude_min=True, allow_infinity=False)


def load(path, white=None):
    return NpzDataset(filepath=str(path), key="x", white=white).load()


@given(damaged(FILES) | damaged(MEMBERS).map(archive) | st.binary(), WHITES)
def test_a_file_is_read_or_refused(path, content, white):
    path.write_bytes(content)
    with refused_by_the_dataset():
        array = load(path, white)
        assert array.dtype == np.uint8 if white else array.dtype.kind in KINDS
        assert array.nbytes <= DEFLATE * len(content)


@given(
    arrays(
        scalar_dtypes() | unicode_string_dtypes(max_len=3),
        array_shapes(min_dims=0, min_side=0),
    )
)
def test_numbers_and_names_are_read_and_all_else_is_refused(path, array):
    path.write_bytes(write(np.savez, x=array))
    with refused_by_the_dataset():
        loaded = load(path)
        assert array.dtype.kind in KINDS
        np.testing.assert_array_equal(loaded.ravel(), array.ravel(), strict=True)


@given(arrays(scalar_dtypes(), array_shapes()), WHITES.filter(bool))
def test_pixels_are_scaled_or_refused(path, array, white):
    path.write_bytes(write(np.savez, x=array))
    with refused_by_the_dataset():
        pixels = load(path, white).ravel()
        assert pixels.dtype == np.uint8
        for pixel, value in zip(pixels, array.ravel().astype(float), strict=True):
            assert pixel == round(value / white * 255)

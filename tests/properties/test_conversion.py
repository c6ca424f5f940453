from contextlib import suppress

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashion_mnist.pictures.conversion import convert
from fashion_mnist.pictures.decoding import UnreadablePictureError

EDGES = st.integers(1, 40)
NOISE = arrays(np.uint8, st.tuples(EDGES, EDGES, st.just(4)))


@st.composite
def pictures_of_an_item(draw):
    """A rectangle of one colour, opaque or not, on another."""
    height, width = draw(EDGES), draw(EDGES)
    colours = st.tuples(*[st.sampled_from([0, 1, 100, 127, 128, 254, 255])] * 4)
    picture = np.full((height, width, 4), draw(colours), np.uint8)
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    picture[top : draw(st.integers(top, height)), left : draw(st.integers(left, width))] = draw(
        colours
    )
    return picture


@given(NOISE | pictures_of_an_item(), st.integers(4, 64))
def test_a_picture_is_converted_or_refused(picture, size):
    with suppress(UnreadablePictureError):
        check(convert(picture, size), size)


def check(conversions, size):
    assert conversions["grey"].pixels.shape == (size, size)
    assert conversions["colour"].pixels.shape == (size, size, 3)
    for conversion in conversions.values():
        assert all(step.dtype == np.uint8 and step.size for step in conversion.steps.values())
        top, left, height, width = conversion.target
        assert 0 <= top < top + height <= size
        assert 0 <= left < left + width <= size

from contextlib import suppress

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashion_mnist.pictures.conversion import InputSpec, convert
from fashion_mnist.pictures.reading import UnreadablePictureError

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


SIZES = st.integers(4, 64)


@st.composite
def kinds(draw):
    """Grey items of any proportions, squares of colour, or whole pictures."""
    height, width = draw(SIZES), draw(SIZES)
    return draw(
        st.sampled_from(
            [
                InputSpec((height, width, 1), cut_out=True),
                InputSpec((height, height, 3), cut_out=True),
                InputSpec((height, width, 1), cut_out=False),
                InputSpec((height, width, 3), cut_out=False),
            ]
        )
    )


@given(NOISE | pictures_of_an_item(), kinds())
def test_a_picture_is_converted_or_refused(picture, spec):
    with suppress(UnreadablePictureError):
        conversion, shape = convert(picture, spec), spec.shape
        assert conversion.pixels.shape == (shape if shape[2] == 3 else shape[:2])
        assert all(step.dtype == np.uint8 and step.size for step in conversion.steps.values())
        top, left, height, width = conversion.target
        assert 0 <= top < top + height <= shape[0]
        assert 0 <= left < left + width <= shape[1]

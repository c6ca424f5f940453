"""What becomes of valid content when it is changed."""

from contextlib import contextmanager

from hypothesis import strategies as st
from kedro.io import DatasetError

EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff")
FEW = 8  # bytes


@st.composite
def damaged(draw, contents):
    """One of some contents, with a few bytes put in, cut out or replaced, or without its end."""
    content = draw(st.sampled_from(contents))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(start + FEW, len(content))) | st.just(len(content)))
        new = draw(st.binary(max_size=FEW) | st.sampled_from(EXTREMES))
        content = content[:start] + new + content[end:]
    return content


@contextmanager
def refused_by_the_dataset():
    """Let a dataset refuse in its own words, which are not those of Kedro for any other error."""
    try:
        yield
    except DatasetError as error:
        if str(error).startswith("Failed while"):
            raise AssertionError("an error that no one foresaw") from error

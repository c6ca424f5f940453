import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fashion_mnist.pictures.description import describe_picture, describe_pictures
from fashion_mnist.pictures.types import Taken
from fashion_mnist.pictures.unreadable import UnreadablePictureError

TAKEN = Taken((28, 28, 3), (28, 28, 1), cut_out=True)
SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50


def read_shoe():
    return SHOE


def read_nothing():
    raise UnreadablePictureError("the file is empty")


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_a_picture_is_described_with_its_steps():
    described, colour, grey = describe_picture("shoe.jpg", read_shoe, TAKEN)
    assert (described["file"], described["reason"]) == ("shoe.jpg", None)
    assert decode(described["picture"]).shape == (40, 60, 3)
    assert [step["caption"] for step in described["colour"]["steps"]] == [
        "the item found",
        "with its surroundings",
    ]
    np.testing.assert_array_equal(decode(described["grey"]["steps"][-1]["source"]), grey)
    assert colour.shape == (4, 28, 28, 3)  # as many looks
    np.testing.assert_array_equal(decode(described["colour"]["steps"][-1]["source"]), colour[0])


def test_the_place_of_the_item_is_in_shares_of_the_picture_and_in_pixels():
    described, *_ = describe_picture("shoe.jpg", read_shoe, TAKEN)
    expected = {"top": 10 / 40, "left": 5 / 60, "height": 20 / 40, "width": 40 / 60}
    assert described["grey"]["place"] == pytest.approx(expected, abs=0.06)
    # Twice as wide as high, it fills the middle 14 of the 28 rows.
    assert described["grey"]["target"] == pytest.approx([7, 0, 14, 28], abs=1)
    # The square around it has 1.2 times its breadth, 48, and begins 14 above and 4 before it.
    expected = {"top": -4 / 40, "left": 1 / 60, "height": 48 / 40, "width": 48 / 60}
    assert described["colour"]["place"] == pytest.approx(expected, abs=0.1)
    assert described["colour"]["target"] == [0, 0, 28, 28]


def test_a_file_that_cannot_be_read_is_described_by_its_reason():
    described, colour, grey = describe_picture("none.jpg", read_nothing, TAKEN)
    assert described == {"file": "none.jpg", "reason": "the file is empty", "picture": None}
    np.testing.assert_array_equal(grey, np.zeros((28, 28)))
    np.testing.assert_array_equal(colour, np.zeros((4, 28, 28, 3)))


def test_a_picture_without_an_item_is_shown_with_the_reason():
    described, _, grey = describe_picture("blank.jpg", lambda: SHOE[:5], TAKEN)
    assert "nothing stands out" in described["reason"]
    assert decode(described["picture"]).shape == (5, 60, 3)
    assert not grey.any()


def test_several_pictures_are_described_in_their_order():
    pictures = {"shoe.jpg": read_shoe, "none.jpg": read_nothing}
    taken = Taken((14, 14, 3), (14, 14, 1), cut_out=True)
    described, colour, grey = describe_pictures(pictures, taken)
    assert [picture["file"] for picture in described] == ["shoe.jpg", "none.jpg"]
    assert (grey.shape, colour.shape) == ((2, 14, 14), (2, 4, 14, 14, 3))
    assert [view.any() for view in grey] == [True, False]
    expected, expected_colour, expected_grey = describe_picture("shoe.jpg", read_shoe, taken)
    assert described[0] == expected
    np.testing.assert_array_equal(grey[0], expected_grey)
    np.testing.assert_array_equal(colour[0], expected_colour)


def test_pictures_are_read_one_at_a_time():
    events = []

    def reader(name):
        def read():
            events.append(name)
            raise UnreadablePictureError(name)

        return read

    described, *_ = describe_pictures({name: reader(name) for name in "ab"}, TAKEN)
    assert events == [picture["reason"] for picture in described] == ["a", "b"]

import base64
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from pages import Page, words
from PIL import Image

from fashion_mnist.pictures import description
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.report import pictures_page

CLASSIFIER = {
    "model": "cnn",
    "accuracy": 0.93,
    "threshold": 0.8,
    "accuracy_when_sure": 0.98,
    "accuracy_when_sure_low": 0.97,
    "accuracy_when_sure_high": 0.99,
    "share_sure": 0.75,
}
SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50


def unreadable():
    raise UnreadablePictureError("the file is empty")


def answer(name, **changes):
    ranked = {"class": "Boot", "probability": 0.9, "class_2": "Bag", "probability_2": 0.1}
    told = {"seen": "grey", "sure": True, "familiar": True, "reason": None}
    return {"file": name, **ranked, "class_3": "Coat", "probability_3": 0.0, **told, **changes}


@pytest.fixture
def write():
    """Write the page of a shoe and a file that is none."""

    def write_page(name="shoe.jpg", classifier=CLASSIFIER, **changes):
        described = [description.describe_picture(name, lambda: SHOE, 28)[0]]
        described += [description.describe_picture("none.jpg", unreadable, 28)[0]]
        nothing = dict.fromkeys(["class", "class_2", "class_3"])
        rows = [answer(name, **changes), answer("none.jpg", **nothing, reason="the file is empty")]
        return pictures_page.write_page(
            classifier, described, pd.DataFrame(rows), np.ones((2, 28, 28))
        )

    return write_page


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_a_picture_is_described_with_its_steps_and_place():
    described, grey, colour = description.describe_picture("shoe.jpg", lambda: SHOE, 28)
    assert decode(described["picture"]).shape == (40, 60, 3)
    np.testing.assert_array_equal(decode(described["grey"]["steps"][-1]["source"]), grey)
    np.testing.assert_array_equal(decode(described["colour"]["steps"][-1]["source"]), colour)
    expected = {"top": 0.25, "left": 5 / 60, "height": 0.5, "width": 40 / 60}
    assert described["grey"]["place"] == pytest.approx(expected, abs=0.06)
    # The square around it has 1.2 times its breadth, 48, and begins 14 above and 4 before it.
    expected = {"top": -4 / 40, "left": 1 / 60, "height": 48 / 40, "width": 48 / 60}
    assert described["colour"]["place"] == pytest.approx(expected, abs=0.1)
    assert described["reason"] is None


def test_what_cannot_be_read_or_converted_is_described_by_its_reason():
    described, pixels, colour = description.describe_picture("none.jpg", unreadable, 28)
    assert described["reason"] == "the file is empty"
    assert described["picture"] is None
    assert not pixels.any()
    assert colour.shape == (28, 28, 3)
    blank, pixels, _ = description.describe_picture("blank.jpg", lambda: SHOE[:5], 28)
    assert "nothing stands out" in blank["reason"]
    assert blank["picture"]
    assert not pixels.any()


def test_the_page_is_well_formed_and_needs_no_other_file(write):
    page = Page(write())
    assert page.open == []
    assert page.levels == [1, 2, 2]
    assert all(image["src"].startswith("data:") for image in page.images)


def test_an_answer_is_told_as_surely_as_it_is(write):
    assert "Not sure" not in words(write())
    assert "Not sure: Boot" in words(write(sure=False))
    assert "Unlike the training images" in words(write(familiar=False))
    assert "Not classified: the file is empty." in words(write())
    assert "at least 80.0%" in words(write())
    assert "it is never sure" in words(write(classifier=CLASSIFIER | {"threshold": None}))


def test_the_heat_lies_where_the_item_is(write):
    (heat,) = [image for image in Page(write()).images if image.get("class") == "heat"]
    sides = dict(side.split(":") for side in heat["style"].split(";") if side)
    assert float(sides["top"].strip("% ")) == pytest.approx(25, abs=3)
    assert float(sides["width"].strip("% ")) == pytest.approx(100 * 40 / 60, abs=4)
    # The item is twice as wide as high, so it fills half of the rows of the 28x28.
    assert decode(heat["src"]).shape[:2] == pytest.approx((14, 28), abs=1)


def test_a_classical_model_has_no_heat_and_the_page_says_why(write):
    page = write(classifier=CLASSIFIER | {"model": "svm"})
    assert "svm has none, so nothing is laid over the pictures" in words(page)
    assert not [image for image in Page(page).images if image.get("class") == "heat"]


def test_names_of_files_are_only_text(write):
    name = "<script>alert(1)</script> & ü靴.jpg"
    page = write(name)
    assert "<script>" not in page
    assert "ü靴.jpg" in page

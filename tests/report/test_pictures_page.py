import base64
import re
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from pages import Page, words
from PIL import Image

from fashion_mnist.pictures.description import describe_pictures
from fashion_mnist.pictures.types import Taken
from fashion_mnist.pictures.unreadable import UnreadablePictureError
from fashion_mnist.report import pictures_page

CLASSIFIER = {
    "model": "cnn",
    "judged_on": "validation images",
    "accuracy": 0.93,
    "threshold": 0.8,
    "accuracy_when_sure": 0.98,
    "accuracy_when_sure_low": 0.97,
    "accuracy_when_sure_high": 0.99,
    "share_sure": 0.75,
}
TAKEN = Taken([28, 28, 1], [28, 28, 1], True)
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

    def write_page(name="shoe.jpg", classifier=CLASSIFIER, only_shoe=False, **changes):
        described, *_ = describe_pictures({name: lambda: SHOE, "none.jpg": unreadable}, TAKEN)
        nothing = dict.fromkeys(["class", "class_2", "class_3"])
        rows = [answer(name, **changes), answer("none.jpg", **nothing, reason="the file is empty")]
        n = 1 if only_shoe else 2
        return pictures_page.write_page(
            classifier, described[:n], pd.DataFrame(rows[:n]), np.ones((n, 28, 28))
        )

    return write_page


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_the_page_is_well_formed_and_needs_no_other_file(write):
    page = Page(write())
    assert page.open == []
    assert page.levels == [1, 2, 3, 2]
    sources = [image.get("src") or image["href"] for image in page.images]
    assert len(sources) == 8  # the shoe, its heat, and six steps
    assert all(source.startswith("data:") for source in sources)


def test_the_overview_counts_and_offers_what_there_is(write):
    page = write()
    assert "2 pictures: 1 sure, 1 unread. Answered by cnn." in words(page)
    offered = re.findall(r'value="([^"]+)"( checked| disabled)?><span>(.*?)<', page)
    assert offered == [
        ("all", " checked", "all 2"),
        ("sure", "", "sure 1"),
        ("not sure", " disabled", "not sure 0"),
        ("unlike", " disabled", "unlike 0"),
        ("unread", "", "unread 1"),
    ]
    assert re.findall('<article data-verdict="(.*?)"', page) == ["sure", "unread"]
    assert "<details>" in page  # its steps are folded
    assert "<script" not in page


def test_one_picture_is_unfolded_and_there_is_nothing_to_choose(write):
    page = write(only_shoe=True)
    assert "1 picture: 1 sure" in words(page)
    assert "<details open>" in page
    assert "<fieldset" not in page


def test_every_picture_has_a_text(write):
    page = write()
    assert page.count("<svg") == page.count('role="img" aria-label="')
    texts = re.findall('aria-label="(.*?)"', page)
    assert texts == [*["The picture as given"] * 2, "The parts of the picture that speak for Boot"]


def test_a_picture_takes_no_more_room_than_people_look_at():
    large = SHOE.repeat(10, axis=0).repeat(10, axis=1)
    (described,), *_ = describe_pictures({"large.jpg": lambda: large}, TAKEN)
    assert (described["height"], described["width"]) == (400, 600)
    assert max(decode(described["picture"]).shape) == 256
    assert [max(decode(step["source"]).shape) for step in described["grey"]["steps"]] == [
        *(128, 128),  # the item found, trimmed
        *(28, 28, 28, 28),
    ]


def test_an_answer_is_told_as_surely_as_it_is(write):
    assert "Boot Sure." in words(write())
    assert "Not sure:" not in words(write())
    assert "Boot Not sure: it may well" in words(write(sure=False))
    assert "Boot Unlike what the model learned from: the answer means little." in words(
        write(familiar=False)
    )
    assert "Not classified: the file is empty." in words(write())
    assert "at least 80.0%" in words(write())
    assert "it is never sure" in words(write(classifier=CLASSIFIER | {"threshold": None}))


@pytest.mark.parametrize(
    ("judged_on", "told"),
    [
        ("validation images", "93.0% of validation images of the data set."),
        ("validation images on backgrounds", "random backgrounds. It looks"),
        ("photographs", "93.0% of photographs that were held out."),
    ],
)
def test_what_the_model_was_judged_on_is_told(write, judged_on, told):
    page = words(write(classifier=CLASSIFIER | {"judged_on": judged_on}))
    assert told in page
    assert ("and from real photographs" in page) == (judged_on == "photographs")


def test_the_heat_lies_where_the_item_is(write):
    (heat,) = [image for image in Page(write()).images if image.get("class") == "heat"]
    assert float(heat["y"].strip("%")) == pytest.approx(25, abs=3)
    assert float(heat["width"].strip("%")) == pytest.approx(100 * 40 / 60, abs=4)
    # The item is twice as wide as high, so it fills half of the rows of the 28x28.
    assert decode(heat["href"]).shape[:2] == pytest.approx((14, 28), abs=1)


def test_a_classical_model_has_no_heat_and_the_page_says_why(write):
    page = write(classifier=CLASSIFIER | {"model": "svm"})
    assert "svm has none, so nothing is laid over the pictures" in words(page)
    assert not [image for image in Page(page).images if image.get("class") == "heat"]


def test_names_of_files_are_only_text(write):
    name = "<script>alert(1)</script> & ü靴.jpg"
    page = write(name)
    assert "<script>" not in page
    assert "ü靴.jpg" in page

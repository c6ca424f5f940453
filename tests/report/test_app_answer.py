import numpy as np
import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.pictures.conversion import convert
from fashion_mnist.pictures.explained import Explained
from fashion_mnist.pictures.types import Taken
from fashion_mnist.report.app_answer import write_answer, write_refusal

SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50
ANSWER = {"class": "Boot", "probability": 0.9, "class_2": "<b>", "probability_2": 0.1}
ANSWER |= {"model": "cnn", "sure": True, "familiar": True, "reason": None}


@pytest.fixture
def write():
    """Write the answer to a shoe, which differs from a sure one of the cnn as is said."""
    conversion = convert(SHOE, Taken([28, 28, 1], [28, 28, 1], True))["grey"]
    heat, on_picture = np.ones((28, 28)), np.ones((40, 60))
    return lambda **changes: write_answer(
        Explained(pd.Series(ANSWER | changes), SHOE, conversion, heat, on_picture)
    )


def test_an_answer_shows_the_picture_the_heat_and_the_steps(write):
    page = Page(write())
    assert page.open == []
    sources = [image.get("src") or image["href"] for image in page.images]
    assert len(sources) == 8  # the picture, the heat, and six steps
    assert all(source.startswith("data:image/") for source in sources)
    assert "negated, in grey: what the model saw" in words(write())


def test_the_most_probable_classes_are_told_as_text(write):
    assert "Boot90.0% &lt;b&gt;10.0%" in words(write())


def test_how_sure_an_answer_is_is_told_in_words(write):
    assert "Boot Sure." in words(write())
    assert "Boot Not sure: it may well be something else." in words(write(sure=False))
    unlike = words(write(sure=False, familiar=False))
    assert "Boot Unlike what the model learned from: the answer means little." in unlike


def test_a_model_without_heat_maps_shows_none(write):
    assert "what speaks for" not in words(write(model="svm"))


def test_a_picture_that_was_not_classified_is_shown_with_the_reason():
    answer = pd.Series(ANSWER | {"reason": "nothing stands out"})
    page = write_answer(Explained(answer, SHOE))
    assert words(page) == "Not classified: nothing stands out."
    assert len(Page(page).images) == 1
    assert Page(write_answer(Explained(answer))).images == []
    assert words(write_refusal("<b>")) == "Not classified: &lt;b&gt;."

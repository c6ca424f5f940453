import numpy as np
import pandas as pd
import pytest
from pages import Page, words
from projects import PROJECT

from fashion_mnist.pictures.conversion import convert
from fashion_mnist.pictures.explained import Explained
from fashion_mnist.pictures.types import Taken
from fashion_mnist.report.app_answer import write_about, write_answer, write_refusal

SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50
ANSWER = {"class": "Boot", "probability": 0.9, "class_2": "<b>", "probability_2": 0.1}
ANSWER |= {"model": "cnn", "sure": True, "familiar": True, "reason": None}
CLASSIFIER = {"model": "compact", "judged_on": "validation images", "accuracy": 0.942}
CLASSIFIER |= {"threshold": 0.9, "share_sure": 0.8, "accuracy_when_sure": 0.99}
CLASSIFIER |= {"accuracy_when_sure_low": 0.985, "accuracy_when_sure_high": 0.993}


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
    assert "Grad-CAM" not in words(write(model="svm"))


def test_the_heat_is_said_to_be_no_proof(write):
    assert "The heat (Grad-CAM) is a hint, no proof" in words(write())


def test_the_model_is_named_with_what_it_is_worth():
    told = words(write_about(CLASSIFIER, None))
    assert "compact is right on 94.2% of validation images of the data set." in told
    assert "sure of an answer with a probability of at least 90.0%: on 80% of these images" in told
    assert "99.0% of them rightly (95% interval 98.5% to 99.3%)" in told
    assert "photographs" not in told


def test_without_photographs_what_they_buy_is_told_with_the_command():
    told = words(write_about(CLASSIFIER, "kedro run --env=best --pipelines=photographs,robust"))
    assert "compact has learned from no photographs." in told
    assert "start the app again: kedro run --env=best --pipelines=photographs,robust" in told
    measured = (PROJECT / "docs/own_pictures.md").read_text(encoding="utf-8")
    assert "| `robust` | all of a class | 608 | 88.3% | 85.5-90.6% | 60% | 96.5% |" in measured
    assert "| `compact` | all of a class | 608 | 49.5% |  | 30% | 82.1% |" in measured
    assert "Of 608 photographs compact classified 49.5% correctly, and 82.1% of those" in told
    assert "robust, after learning from others, 88.3% and 96.5%." in told
    with_photographs = CLASSIFIER | {"judged_on": "photographs"}
    assert "kedro run" not in write_about(with_photographs, "kedro run")


def test_a_picture_that_was_not_classified_is_shown_with_the_reason():
    answer = pd.Series(ANSWER | {"reason": "nothing stands out"})
    page = write_answer(Explained(answer, SHOE))
    assert words(page) == "Not classified: nothing stands out."
    assert len(Page(page).images) == 1
    assert Page(write_answer(Explained(answer))).images == []
    assert words(write_refusal("<b>")) == "Not classified: &lt;b&gt;."

import base64
import re
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from pages import Page, words
from PIL import Image
from projects import PROJECT

from fashion_mnist.pictures import answers
from fashion_mnist.pictures.conversion import Explained, InputSpec, convert
from fashion_mnist.pictures.reading import UnreadablePictureError
from fashion_mnist.report import pictures
from fashion_mnist.report.pictures import (
    describe_pictures,
    write_answer,
    write_refusal,
)
from fashion_mnist.report.render import render


def row(by, name, images):
    return {"model": "robust", "by": by, "name": name, "images": images}


ACCURACIES = pd.DataFrame(
    [
        row("all", "all", 50),
        row("group", "home", 40),
        row("kind", "shoes", 30),
        row("no class", "hats", 20),
    ]
)
CONFUSIONS = pd.DataFrame(
    [("hats", "coat", 20), ("shoes", "boot", 29), ("shoes", "coat", 1)],
    columns=["kind", "class", "images"],
)


def test_pictures_are_told_by_parts_with_the_frequent_answers():
    told = describe_pictures({"picture_accuracies": ACCURACIES, "picture_confusions": CONFUSIONS})
    assert told["all"]["images"] == 50
    assert [part["name"] for part in told["parts"]] == ["home", "shoes"]
    assert [part["name"] for part in told["no_class"]] == ["hats"]
    assert told["answers"] == {"hats": [("coat", 1)], "shoes": [("boot", 29 / 30)]}


def test_without_labelled_pictures_nothing_is_told():
    assert describe_pictures({}) is None


LABELS = np.array([0, 0, 1, 1, 2, 2], np.uint8)
PIXELS = np.zeros((6, 4, 4), np.uint8)
KINDS = {"deep": {"best": {"model": "cnn"}}, "classical": {"best": {"model": "svm"}}}


@pytest.fixture
def show(classes):
    """Shows the answers of two models, by their mistakes: the index and what was predicted."""

    def show_answers(cnn, svm, kinds=KINDS):
        mistakes = {
            model: {"mistakes": {"index": list(wrong), "predicted": list(wrong.values())}}
            for model, wrong in (("cnn", cnn), ("svm", svm))
        }
        return pictures.show_answers(kinds, mistakes, LABELS, PIXELS, classes)

    return show_answers


def test_each_case_has_its_first_images_of_different_classes(show):
    cases = show(cnn={4: "bag", 2: "boot"}, svm={5: "coat", 4: "coat", 0: "coat"})
    assert [(case["right"], case["count"]) for case in cases] == [
        *((["cnn", "svm"], 2), (["cnn"], 2), (["svm"], 1), ([], 1))
    ]
    assert [[image["class"] for image in case["images"]] for case in cases] == [
        *(["bag", "coat"], ["bag", "boot"], ["coat"], ["boot"])
    ]
    assert cases[3]["images"][0]["answers"] == {"cnn": "bag", "svm": "coat"}
    assert cases[1]["images"][0]["answers"] == {"cnn": "bag", "svm": "coat"}
    assert cases[0]["images"][0]["source"].startswith("data:image/png;base64,")


def test_a_class_is_shown_once_and_a_case_that_does_not_occur_is_left_out(show):
    (both,) = show(cnn={}, svm={})
    assert both["count"] == 6
    assert [image["class"] for image in both["images"]] == ["bag", "coat", "boot"]


def test_models_of_one_kind_have_no_other_to_stand_beside(show):
    assert show(cnn={}, svm={}, kinds=None) == []


SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50
ANSWER = {"class": "Boot", "probability": 0.9, "class_2": "<b>", "probability_2": 0.1}
ANSWER |= {"model": "cnn", "sure": True, "in_distribution": True, "reason": None}
CLASSIFIER = {"model": "compact", "judged_on": "validation images", "accuracy": 0.942}
CLASSIFIER |= {"relative_threshold": None, "share_sure": 0.0}
JUDGED = CLASSIFIER | {"model": "cnn", "judged_on": "photographs", "relative_threshold": 0.9}
JUDGED |= {"share_sure": 0.8, "accuracy_when_sure": 0.99}
JUDGED |= {"accuracy_when_sure_low": 0.985, "accuracy_when_sure_high": 0.993}
TAKEN = InputSpec([28, 28, 1], cut_out=True)


@pytest.fixture
def write():
    """Write the answer to a shoe, which differs from a sure one of the cnn as is said."""
    conversion = convert(SHOE, TAKEN)
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
    assert "negated, in grey: the input of the model" in words(write())


def test_the_most_probable_classes_are_told_as_text(write):
    assert "Boot90.0% &lt;b&gt;10.0%" in words(write())


def test_how_sure_an_answer_is_is_told_in_words(write):
    assert "Boot Sure." in words(write())
    assert "Boot Not sure: it may well be something else." in words(write(sure=False))
    unlike = words(write(sure=False, in_distribution=False))
    assert "Boot Unlike the training images: it may show none of the classes." in unlike
    unjudged = words(write(sure=False, in_distribution=pd.NA))
    assert "Boot Boot90.0%" in unjudged
    assert not re.search("sure|unlike", unjudged, re.IGNORECASE)


def test_a_model_without_heat_maps_shows_none(write):
    assert "what supports" not in words(write(model="svm"))
    assert "Grad-CAM" not in words(write(model="svm"))


def test_the_heat_is_said_to_be_no_proof(write):
    assert "The heat map (Grad-CAM) is a hint, not proof." in words(write())


def write_about(classifier, command):
    return render("app_about.html.j2", classifier=classifier, command=command)


def test_the_model_is_named_with_what_it_is_worth():
    told = words(write_about(JUDGED, None))
    assert "cnn correctly classifies 94.2% of held-out photographs." in told
    assert "if its class is at least 9 times as probable as any other and the picture is" in told
    assert "and the picture is not unlike the training images." in told
    assert "It is sure about 80% of these photographs and classifies 99.0% of the sure ones" in told
    assert "correctly (95% interval 98.5% to 99.3%)" in told
    told = words(write_about(CLASSIFIER, None))
    assert "compact correctly classifies 94.2% of the validation images of the dataset." in told
    assert "The model has no threshold from held-out photographs, so none of its" in told


def test_without_photographs_what_they_buy_is_told_with_the_command():
    told = words(write_about(CLASSIFIER, "kedro run --env=best --pipelines=photographs,robust"))
    assert "compact was not trained on photographs." in told
    assert "start the app again: kedro run --env=best --pipelines=photographs,robust" in told
    measured = (PROJECT / "docs/own_pictures.md").read_text(encoding="utf-8")
    assert "| `released` | all classes | 608 | 88.5% | 85.7-90.8% | 61.2% | 98.7% |" in measured
    assert "| `compact` | all classes | 608 | 47.4% | 43.4-51.3% | 0.0% |  |" in measured
    assert "compact classified 47.4% of 608 photographs correctly." in told
    assert "was trained on other photographs and reached 88.5%." in told
    assert "kedro run" not in write_about(JUDGED, "kedro run")


def test_a_picture_that_was_not_classified_is_shown_with_the_reason():
    answer = pd.Series(ANSWER | {"reason": "nothing stands out"})
    page = write_answer(Explained(answer, SHOE))
    assert words(page) == "Not classified: nothing stands out."
    assert len(Page(page).images) == 1
    assert Page(write_answer(Explained(answer))).images == []
    assert words(write_refusal("<b>")) == "Not classified: &lt;b&gt;."


def unreadable():
    raise UnreadablePictureError("the file is empty")


def answer(name, **changes):
    ranked = {"class": "Boot", "probability": 0.9, "class_2": "Bag", "probability_2": 0.1}
    told = {"seen": "grey", "sure": True, "in_distribution": True, "reason": None}
    return {"file": name, **ranked, "class_3": "Coat", "probability_3": 0.0, **told, **changes}


@pytest.fixture
def write_page():
    """Write the page of a shoe and a file that is none."""

    def write(name="shoe.jpg", classifier=JUDGED, n=2, **changes):
        files = {name: lambda: SHOE, "none.jpg": unreadable}
        described, *_ = answers.describe_pictures(files, {"input_spec": TAKEN._asdict()})
        nothing = dict.fromkeys(["class", "class_2", "class_3"])
        rows = [answer(name, **changes), answer("none.jpg", **nothing, reason="the file is empty")]
        table, maps = pd.DataFrame(rows[:n]), np.ones((n, 28, 28))
        return pictures.write_page(classifier, described[:n], table, maps)

    return write


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_the_page_is_well_formed_and_needs_no_other_file(write_page):
    page = Page(write_page())
    assert page.open == []
    assert page.levels == [1, 2, 3, 2]
    sources = [image.get("src") or image["href"] for image in page.images]
    assert len(sources) == 8  # the shoe, its heat, and six steps
    assert all(source.startswith("data:") for source in sources)


def test_the_overview_counts_and_offers_what_there_is(write_page):
    page = write_page()
    assert "2 pictures: 1 sure, 1 unread. Classified by cnn." in words(page)
    offered = re.findall(r'value="([^"]+)"( checked)?><span>(.*?)<', page)
    assert offered == [
        ("all", " checked", "all 2"),
        ("sure", "", "sure 1"),
        ("unread", "", "unread 1"),
    ]
    assert re.findall('<article data-verdict="(.*?)"', page) == ["sure", "unread"]
    assert "<details>" in page  # its steps are folded
    assert "<script" not in page


def test_one_picture_is_unfolded_and_there_is_nothing_to_choose(write_page):
    page = write_page(n=1)
    assert "1 picture: 1 sure" in words(page)
    assert "<details open>" in page
    assert "<fieldset" not in page


def test_every_picture_has_a_text(write_page):
    page = write_page()
    assert page.count("<svg") == page.count('role="img" aria-label="')
    texts = re.findall('aria-label="(.*?)"', page)
    assert texts == [*["The original picture"] * 2, "The parts of the picture that support Boot"]


def test_a_picture_takes_no_more_room_than_people_look_at():
    large = SHOE.repeat(10, axis=0).repeat(10, axis=1)
    (described,), *_ = answers.describe_pictures(
        {"large.jpg": lambda: large}, {"input_spec": TAKEN._asdict()}
    )
    assert (described["height"], described["width"]) == (400, 600)
    assert max(decode(described["picture"]).shape) == 256
    assert [max(decode(step["source"]).shape) for step in described["steps"]] == [
        *(128, 128),  # the item found, trimmed
        *(28, 28, 28, 28),
    ]


def test_an_answer_is_told_as_surely_as_it_is(write_page):
    assert "Boot Sure." in words(write_page())
    assert "Not sure:" not in words(write_page())
    assert "Boot Not sure: it may well" in words(write_page(sure=False))
    assert "Boot Unlike the training images: it may show none of the classes." in words(
        write_page(in_distribution=False)
    )
    assert "Not classified: the file is empty." in words(write_page())
    assert "at least 9 times as probable" in words(write_page())
    assert "the model is never sure" in words(
        write_page(classifier=JUDGED | {"relative_threshold": None})
    )


def test_of_a_model_that_was_not_judged_on_photographs_no_remark_is_made(write_page):
    page = write_page(classifier=CLASSIFIER, sure=False, in_distribution=pd.NA)
    assert "2 pictures: 1 classified, 1 unread. Classified by compact." in words(page)
    assert re.findall(r'class="badge">(.*?)<', page) == ["unread"]
    assert not re.search("Sure[.]|Not sure|Unlike", page)
    assert "The model has no threshold from held-out photographs, so none of its" in words(page)


@pytest.mark.parametrize(
    ("judged_on", "told"),
    [
        ("validation images", "94.2% of the validation images of the dataset."),
        ("validation images on backgrounds", "random backgrounds. It uses"),
        ("photographs", "94.2% of held-out photographs."),
    ],
)
def test_what_the_model_was_judged_on_is_told(write_page, judged_on, told):
    page = words(write_page(classifier=JUDGED | {"judged_on": judged_on}))
    assert told in page
    assert ("and on real photographs" in page) == (judged_on == "photographs")


def test_the_heat_lies_where_the_item_is(write_page):
    (heat,) = [image for image in Page(write_page()).images if image.get("class") == "heat"]
    assert float(heat["y"].strip("%")) == pytest.approx(25, abs=3)
    assert float(heat["width"].strip("%")) == pytest.approx(100 * 40 / 60, abs=4)
    # The item is twice as wide as high, so it fills half of the rows of the 28x28.
    assert decode(heat["href"]).shape[:2] == pytest.approx((14, 28), abs=1)


def test_a_classical_model_has_no_heat_and_the_page_says_why(write_page):
    page = write_page(classifier=CLASSIFIER | {"model": "svm"})
    assert "svm has none, so there are no heat maps" in words(page)
    assert not [image for image in Page(page).images if image.get("class") == "heat"]


def test_names_of_files_are_only_text(write_page):
    name = "<script>alert(1)</script> & ü靴.jpg"
    page = write_page(name)
    assert "<script>" not in page
    assert "ü靴.jpg" in page

import numpy as np
import pytest

from fashion_mnist.report import answers

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
        return answers.show_answers(kinds, mistakes, LABELS, PIXELS, classes)

    return show_answers


def test_each_case_has_its_first_images_of_different_classes(show):
    cases = show(cnn={4: "bag", 2: "boot"}, svm={5: "coat", 4: "coat", 0: "coat"})
    assert [(case["right"], case["count"]) for case in cases] == [
        *((["cnn", "svm"], 2), (["cnn"], 2), (["svm"], 1), ([], 1)),
    ]
    assert [[image["class"] for image in case["images"]] for case in cases] == [
        *(["bag", "coat"], ["bag", "boot"], ["coat"], ["boot"]),
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

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.intervals import wilson
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.accuracy import (
    check_folders,
    find_kinds,
    find_mistakes,
    judge_answers,
    tabulate_accuracies,
    tabulate_confusions,
)

CLASSES = ["boot", "coat", "sandal"]
FOLDERS = {"shoes": ["boot", "sandal"], "hats": []}


def answers(*rows):
    columns = ["file", "class", "sure", "in_distribution", "reason"]
    return pd.DataFrame(rows, columns=columns).assign(model="cnn")


ANSWERS = answers(
    ("home/shoes/1.jpg", "boot", True, True, None),
    ("home/shoes/2.jpg", "sandal", False, True, None),
    ("home/shoes/3.jpg", "coat", True, True, None),
    ("studio/coat/1.jpg", "coat", False, False, None),
    ("studio/coat/2.jpg", None, False, False, "the file is empty"),
    ("studio/hats/1.jpg", "coat", True, True, None),
    ("studio/hats/2.jpg", "boot", False, True, None),
)


@pytest.fixture
def judged():
    return judge_answers(ANSWERS, CLASSES, FOLDERS)


def test_an_answer_is_right_if_the_kind_may_be_of_its_class(judged):
    assert judged["right"].tolist() == [True, True, False, True, False, False, False]
    assert judged["is_known"].tolist() == [True] * 5 + [False] * 2
    assert judged["kind"].tolist() == ["shoes"] * 3 + ["coat"] * 2 + ["hats"] * 2
    assert judged["group"].tolist() == ["home"] * 3 + ["studio"] * 4


def test_accuracies_are_counted_for_all_groups_and_kinds(judged):
    table = tabulate_accuracies(judged)
    assert table[["by", "name", "images"]].to_numpy().tolist() == [
        ["all", "all", 5],
        ["group", "home", 3],
        ["group", "studio", 2],
        ["kind", "coat", 2],
        ["kind", "shoes", 3],
        ["no class", "hats", 2],
    ]
    rows = table.set_index("name")
    assert rows.loc["all", "accuracy"] == pytest.approx(3 / 5)
    assert rows.loc["all", ["accuracy_low", "accuracy_high"]].tolist() == pytest.approx(
        wilson(3, 5)
    )
    assert rows.loc["all", ["sure", "unlike", "unread"]].tolist() == pytest.approx([0.4, 0.2, 0.2])
    assert rows.loc["all", "accuracy_when_sure"] == pytest.approx(1 / 2)
    assert rows.loc["coat", "accuracy"] == pytest.approx(1 / 2)
    assert np.isnan(rows.loc["coat", "accuracy_when_sure"])
    assert rows.loc["hats", "sure"] == pytest.approx(1 / 2)
    assert np.isnan(rows.loc["hats", "accuracy"])


def test_confusions_are_counted_of_what_could_be_read(judged):
    assert tabulate_confusions(judged).to_numpy().tolist() == [
        ["coat", "coat", 1],
        *(["hats", name, 1] for name in ("boot", "coat")),
        *(["shoes", name, 1] for name in ("boot", "coat", "sandal")),
    ]


def test_sure_mistakes_come_first_and_unread_pictures_are_none(judged):
    assert find_mistakes(judged) == [2, 5]
    unsure = judge_answers(ANSWERS.assign(sure=ANSWERS.index == 5), CLASSES, FOLDERS)
    assert find_mistakes(unsure) == [5, 2]


def test_pictures_need_no_group():
    judged = judge_answers(answers(("coat/1.jpg", "coat", True, True, None)), CLASSES, {})
    assert judged["group"].tolist() == [""]
    assert tabulate_accuracies(judged)["by"].tolist() == ["all", "kind"]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("Ankle boot", "Ankle boot"),
        ("ankle_boot", "Ankle boot"),
        ("ANKLE-BOOT", "Ankle boot"),
        ("t-shirt_top", "T-shirt/top"),
        ("T shirt, top", "T-shirt/top"),
        ("coat", "coat"),  # a folder of its own, though a class is alike
        ("COAT", "Coat"),  # which are of the same class
    ],
)
def test_the_name_of_a_folder_may_differ_in_case_and_punctuation(folder, kind):
    classes = ["Ankle boot", "T-shirt/top", "Coat"]
    assert find_kinds([f"home/{folder}/1.jpg"], classes, {"coat": ["Coat"]}) == [kind]


@pytest.mark.bad_input
def test_a_folder_whose_name_is_like_those_of_two_classes_is_refused():
    classes = ["a b", "a-b"]
    assert find_kinds(["a-b/1.jpg", "a b/1.jpg"], classes, {}) == ["a-b", "a b"]
    with pytest.raises(InputError, match="Received 'a_b'"):
        find_kinds(["a_b/1.jpg"], classes, {})


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("1.jpg", "named after classes. Received some outside"),
        ("tie/1.jpg", "Received 'tie': add .* `picture_accuracy.folders`"),
    ],
)
def test_a_picture_of_no_known_kind_is_refused(file, message):
    with pytest.raises(InputError, match=message):
        judge_answers(answers((file, "coat", True, True, None)), CLASSES, FOLDERS)


CLASSES_OF_FOLDERS = ["coat", "boot", "sandal"]
KINDS_OF_FOLDERS = {"coats": ["coat"], "shoes": ["boot", "sandal"], "hats": []}


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("found", "folders", "message"),
    [
        (["ties", "hats"], KINDS_OF_FOLDERS, "Received 'ties': add their classes to `a.folders`"),
        (["coats"], KINDS_OF_FOLDERS | {"coats": ["Coat"]}, "Received in `a.folders`: Coat"),
    ],
)
def test_unknown_folders_and_classes_are_told(found, folders, message):
    with pytest.raises(InputError, match=message):
        check_folders(found, folders, CLASSES_OF_FOLDERS, "a.folders")


def test_classes_of_folders_that_were_not_found_do_not_matter():
    check_folders(["hats"], KINDS_OF_FOLDERS | {"ties": ["Tie"]}, CLASSES_OF_FOLDERS, "a.folders")

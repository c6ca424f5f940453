import json
import re

import pytest
from pages import Page, words


def island(page, name):
    text = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)[1]
    return json.loads(text)


@pytest.fixture
def page(write_page, predictions, classes):
    return write_page(predictions, classes, ["svm"], ["cnn"])


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page):
    parsed = Page(page)
    assert parsed.open == []
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert set(parsed.links) <= set(parsed.ids)
    steps = zip(parsed.levels, parsed.levels[1:], strict=False)
    assert parsed.levels[0] == 1
    assert all(after <= before + 1 for before, after in steps)
    assert all(image["alt"] for image in parsed.images)


def test_the_page_needs_no_other_file(page):
    without_scripts = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!data:|#)', without_scripts)
    assert "<script src" not in page
    assert len(page) < 8_000_000


def test_every_place_of_a_figure_has_its_figure(page):
    figures = island(page, "figures")
    places = re.findall(r'data-figure="(.*?)"', page)
    assert set(places) <= set(figures["figures"])
    assert "cnn.learning_curves" in places
    assert all("template" not in figure["layout"] for figure in figures["figures"].values())
    assert set(figures["templates"]) == {"light", "dark"}


def test_sentences_hold_the_measured_numbers(page):
    text = words(page)
    # Four of six images are right; both models give the same predictions.
    assert "is right on 66.7% of the 6 test images" in text
    assert "overlaps with it, so this run does not tell the two apart" in text
    assert "After the first of 2 epochs 70.0% of the validation images" in text
    assert "their 95% intervals overlap" in text


def test_the_gallery_has_a_picture_for_each_mistake(page):
    gallery = island(page, "gallery")
    pair = gallery["svm"][0]
    assert (pair["true"], pair["predicted"], pair["count"]) == ("boot", "coat", 1)
    (image,) = pair["images"]
    assert (image["probability"], image["probability_of_true"]) == (0.5, 0.4)
    assert image["source"].startswith("data:image/png;base64,")


def test_a_single_model_is_reported(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"]))
    assert "1 model trained" in text
    assert "Only models of one kind have been run" in text
    assert "The networks side by side" not in text


def test_a_class_that_is_never_predicted_is_named(write_page, predictions, classes):
    predictions["y_pred"] = 0
    assert "It never predicted coat and boot." in words(write_page(predictions, classes, ["svm"]))


def test_a_model_without_mistakes_is_reported(write_page, predictions, classes):
    predictions["y_pred"] = predictions["y_true"]
    text = words(write_page(predictions, classes, ["svm"], ["cnn"]))
    assert "No test image was taken for another class." in text
    assert "bag: no wrong prediction" in text


def test_names_of_any_length_and_alphabet_are_shown(write_page, predictions, classes):
    names = ["</script><b>", "Überzieher & Wintermäntel mit besonders langem Namen", "靴"]
    renamed = predictions.rename(columns=dict(zip(classes, names, strict=True)))
    page = write_page(renamed, names, ["svm"], ["cnn"])
    assert Page(page).open == []
    assert "靴" in words(page)
    pairs = island(page, "gallery")["svm"]
    assert {pair["true"] for pair in pairs} == set(names[1:])
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_a_network_without_history_or_explanations_is_reported(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["cnn"]))  # with what a classical model has
    assert "Learning" not in text
    assert "What it looked at" not in text

import re

import pytest
import yaml


def test_a_card_holds_the_results_and_the_limits(write_card):
    card = write_card("svm")
    assert card.startswith("---\n")
    assert "library_name: sklearn" in card
    assert "{type: accuracy, value: 0.6667}" in card
    assert "| bag | 100.0% | 100.0% | 100.0% | 2 |" in card
    assert "| boot | coat | 1 | 50.0% |" in card
    assert "commit 0123456789ab" in card


def test_a_card_tells_of_the_images(write_card):
    card = write_card("svm")
    assert 'dataset: {name: "Clothes", type: "clothes", split: test}' in card
    assert "sorts grey images of\n4 x 4 pixels into 3 classes" in card
    assert "Pictures of clothes. Classes: bag, coat and boot" in card


def test_tables_have_no_gaps(write_card):
    card = write_card("svm")
    assert "\n\n\n" not in card
    assert not re.findall(r"\|\n\n\|", card)


def test_a_bar_in_a_class_name_does_not_end_its_cell(write_card, predictions):
    card = write_card("svm", predictions=predictions.rename(columns={"bag": "a|b"}))
    assert "| a\\|b | 100.0%" in card


def test_a_card_says_how_to_use_its_kind_of_model(write_card):
    svm, cnn = (write_card(model) for model in ("svm", "cnn"))
    assert 'catalog.load("svm.model@fitted")\nprobabilities = model.predict_proba(' in svm
    assert 'catalog.load("cnn.network@fitted")\nprobabilities = model.predict(' in cnn


HOSTILE = ["<script>x</script>", "a|b\n# *c* `d` [e](f) &lt;", "=1 _g_ ~~h~~ $i$"]
SHOWN = [
    "&lt;script&gt;x&lt;/script&gt;",
    r"a\|b # \*c\* \`d\` \[e\](f) &amp;lt;",
    r"=1 \_g\_ \~\~h\~\~ \$i\$",
]


def test_names_of_classes_are_only_text(write_card, predictions, classes):
    table = predictions.rename(columns=dict(zip(classes, HOSTILE, strict=True)))
    card = write_card("svm", predictions=table)
    assert "<" not in card
    assert f"Classes: {SHOWN[0]}, {SHOWN[1]} and {SHOWN[2]}." in card
    assert f"| {SHOWN[0]} | 100.0%" in card
    assert f"| {SHOWN[2]} | {SHOWN[1]} | 1 | 50.0% |" in card
    assert f"Highest recall: {SHOWN[0]} (100.0%)" in card


@pytest.mark.parametrize("number", [0, 2])
def test_the_name_of_the_images_and_what_is_known_of_them_are_only_text(write_card, number):
    name, shown = HOSTILE[number], SHOWN[number]
    card = write_card("svm", given={"params:image_set": f"{name}\n{name}"})
    assert "<" not in card
    assert f"To compare methods on {shown}, and" in card
    assert f"Of {shown}: 54 images" in card
    assert f"for the results below. {shown} Classes:" in card


@pytest.mark.parametrize("name", ['"}, x: ["', "# a", "{{ b }}", "👢 靴: c", "d\\e", "<f>"])
def test_the_front_matter_holds_any_name(write_card, name):
    card = write_card("svm", given={"params:image_set": name})
    (dataset,) = re.findall(r"dataset: ({.*})\n", card)
    slug = name.replace(" ", "_")
    assert yaml.safe_load(dataset) == {"name": name, "type": slug, "split": "test"}

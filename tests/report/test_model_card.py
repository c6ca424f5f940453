import re


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

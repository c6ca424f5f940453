import pytest

from fashion_mnist.pictures.spreadsheet import protect, restore

FORMULAS = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_put_behind_an_apostrophe(text):
    assert protect(text) == f"'{text}"


@pytest.mark.parametrize("text", ["T-shirt/top", "a=b", "1", "NA", "", " =1", "'quoted'", "'s"])
def test_other_text_is_left_alone(text):
    assert protect(text) == restore(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, "''=1", "'"])
def test_the_text_can_be_had_back(text):
    assert restore(protect(text)) == text
    assert restore(protect(protect(text))) == protect(text)

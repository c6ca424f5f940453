import jinja2
import pandas as pd
import pytest

from fashion_mnist.report.render import (
    breakable,
    listing,
    magnitude,
    make_environment,
    megabytes,
    nest,
    odds,
    plural,
    probability,
    render,
    rows_of,
    seconds,
)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        *((0.0691, "0.069 s"), (2.02, "2.0 s"), (3.12, "3.1 s"), (9.94, "9.9 s"), (9.96, "10 s")),
        *((29.7, "30 s"), (119, "119 s"), (214, "3.6 min")),
    ],
)
def test_durations_are_rounded_to_what_matters(duration, text):
    assert seconds(duration) == text


def test_sizes_and_lists():
    assert megabytes(32_455) == "32 kB"
    assert megabytes(203_790_890) == "203.8 MB"
    assert [listing(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]


def test_one_thing_is_singular():
    assert [plural(n, "image") for n in (0, 1, 1234)] == ["0 images", "1 image", "1,234 images"]


def test_small_probabilities_are_not_called_zero():
    assert [probability(p) for p in (1, 0.0123, 0.0004, 0, float("nan"))] == [
        "1.000",
        "0.012",
        "< 0.001",
        "< 0.001",
        "not defined",
    ]


def test_an_island_cannot_end_its_script():
    template = make_environment().from_string("{{ data | tojson }}")
    assert template.render(data={"name": "</script>"}) == '{"name": "\\u003c/script\\u003e"}'


def test_a_name_breaks_after_its_underscores_and_stays_text():
    assert breakable("random_forest") == "random_<wbr>forest"
    assert breakable("<b>_") == "&lt;b&gt;_<wbr>"
    assert breakable("a.b_c", ".") == "a.<wbr>b_c"


def test_a_missing_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="is undefined"):
        render("model_card.md.j2")


def test_odds_compare_a_share_with_the_rest():
    assert odds(0.75) == 3


def test_a_magnitude_has_two_significant_digits():
    assert [magnitude(ratio) for ratio in (0.734, 16.8, 1234.5)] == ["0.73", "17", "1,200"]
    assert [magnitude(ratio) for ratio in (99.4, 99.6, 1.23e7)] == ["99", "100", "12,000,000"]


ROWS = [
    {"model": "svm", "layer": "any", "step": 1, "value": 0.1},
    {"model": "svm", "layer": "any", "step": 2, "value": 0.2},
    {"model": "cnn", "layer": "any", "step": 1, "value": 0.3},
    {"model": "cnn", "layer": "any", "step": 1, "value": 0.4},
]


def test_a_table_that_was_not_made_has_no_rows():
    assert rows_of({"seeds": pd.DataFrame(ROWS)}, "seeds") == ROWS
    assert rows_of({}, "seeds") == []


def test_rows_are_nested_by_columns_and_the_last_stays():
    assert nest(ROWS, ["model"], "step") == {"svm": {1: ROWS[0], 2: ROWS[1]}, "cnn": {1: ROWS[3]}}
    assert list(nest(ROWS, ["model", "layer"], "step")) == [("svm", "any"), ("cnn", "any")]

import re

import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.report.techniques import describe_techniques


@pytest.fixture
def technique_effects():
    """Effects of some techniques on a network whose recipe reaches 93%."""
    rows = [
        ("all", "all", 0.02, 0.01, 0.03, 0.005),
        ("mirror", "added alone", 0.004, 0.001, 0.007, 0.03),
        ("shift", "added alone", 0.006, 0.002, 0.01, 0.02),
        ("erasing", "added alone", -0.005, -0.009, -0.001, 0.04),
        ("one_cycle", "added alone", 0.003, 0.0005, 0.0055, 0.2),
        ("mirror", "left out", 0.001, -0.001, 0.003, 1),
    ]
    columns = ["technique", "comparison", "difference", "low", "high", "p_holm"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        p_value=table["p_holm"] / 10,
        differ=table["p_holm"] <= 0.05,
        higher=2,
        accuracy_with=0.93,
        accuracy_without=0.91,
        timed="training",
        seconds_with=60.0,
        seconds_without=50.0,
        runs=3,
    )


def test_techniques_are_sorted_out_by_the_corrected_test(technique_effects):
    found = describe_techniques({"technique_effects": technique_effects})
    alone = found["verdicts"]["added alone"]
    assert [row["technique"] for row in alone["raise"]] == ["shift", "mirror"]
    assert [row["technique"] for row in alone["lower"]] == ["erasing"]
    assert [row["technique"] for row in alone["hint"]] == ["one_cycle"]
    assert alone["open"] == []
    assert found["verdicts"]["left out"]["open"][0]["technique"] == "mirror"
    assert found["whole"]["accuracy_with"] == 0.93
    assert len(found["rows"]) == 5
    assert found["classical"] == []


def test_what_has_not_been_measured_is_not_described():
    assert describe_techniques({}) is None


def test_techniques_are_told_with_their_intervals(write_page, technique_effects):
    tables = {
        "technique_effects": technique_effects,
        "classical_effects": technique_effects[1:].assign(
            model="svm", runs=1, only_with=40, only_without=20
        ),
    }
    page = write_page(["svm", "cnn"], given=tables)
    assert Page(page).open == []
    text = words(page)
    assert "Added alone to the plain cnn (91.00% over 3 seeds), these raise the accuracy" in text
    assert "by t tests with Holm's correction for 6 comparisons" in text
    assert "intervals: shift (+0.60; +0.20 to +1.00) and mirror (+0.40; +0.10 to +0.70);" in text
    assert "these lower it: erasing (-0.50; -0.90 to -0.10); of these the interval does" in text
    assert (
        "not cover zero, but after Holm's correction that may be chance: one cycle "
        "(+0.30; +0.05 to +0.55; higher in 2 of 3 seeds); not told from nothing: none." in text
    )
    assert "(93.00%, +2.00; +1.00 to +3.00), these add to the accuracy" in text
    assert "by the same tests: none; not told from nothing: mirror" in text
    assert "has not been done here" not in text


def test_where_nothing_survives_the_correction_no_technique_raises_the_accuracy(
    write_page, technique_effects
):
    table = technique_effects.assign(p_value=float("nan"), p_holm=float("nan"), differ=False)
    text = words(write_page(["svm", "cnn"], given={"technique_effects": table}))
    assert "in points with 95% intervals: none; of these the interval does not cover zero" in text
    assert "these lower it" not in text
    assert re.search(r"\+0.10 to \+0.70 ?2 of 3 ?not defined ?not defined", text)

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.significance import (
    PAIR,
    compare_pairs,
    correct_by_holm,
    paired_t_test,
    tabulate_intervals,
)
from fashion_mnist.parameters.errors import InputError


def model_with(right):
    """Predictions of two classes, right where told."""
    truth = np.arange(len(right)) % 2
    return pd.DataFrame({"y_true": truth, "y_pred": np.where(right, truth, 1 - truth)})


def right_on(n, of):
    return model_with(np.arange(of) < n)


def test_accuracy_and_recalls_have_wilsons_interval(predictions, classes):
    table = tabulate_intervals(classes, svm=predictions)
    assert table["model"].tolist() == ["svm"] * 4
    assert table["class"].tolist() == ["accuracy", "bag", "coat", "boot"]
    assert table["right"].tolist() == [4, 2, 1, 1]
    assert table["images"].tolist() == [6, 2, 2, 2]
    # Wilson, with z² = 3.8415: 2 of 2 from n / (n + z²); 1 of 2 is 1/2 ± z / (2 √(n + z²)).
    assert table.loc[1, ["share", "low", "high"]].tolist() == pytest.approx(
        [1, 0.3424, 1], abs=1e-4
    )
    assert table.loc[2, ["low", "high"]].tolist() == pytest.approx([0.0945, 0.9055], abs=1e-4)


def test_a_class_without_images_has_no_recall(predictions, classes):
    table = tabulate_intervals(classes, svm=predictions[2:])
    assert table["class"].tolist() == ["accuracy", "coat", "boot"]


def test_mcnemars_mid_p_test_of_a_published_table():
    """Fagerland et al. (2013), airway hyper-responsiveness: 1, 1, 7 and 12 children; p = 0.039."""
    one = model_with([True] * 8 + [False] * 13)
    other = model_with([True] + [False] * 7 + [True] + [False] * 12)
    (row,) = compare_pairs({"other": other, "one": one}, 0).to_dict("records")
    assert (row["model"], row["other"]) == ("one", "other")
    assert (row["only_model"], row["only_other"]) == (7, 1)
    assert row["difference"] == pytest.approx(6 / 21)
    assert row["p_value"] == pytest.approx((1 + 9) / 256)  # of 0 and of at most 1 in 8
    assert row["differ"]


def test_holms_correction_decides_which_pairs_differ():
    """By themselves, all but the last pair would differ: 1 / 2⁵ and 1 / 2⁶ are below 0.05."""
    tests = compare_pairs({"a": right_on(10, 10), "b": right_on(5, 10), "c": right_on(4, 10)}, 0)
    assert list(zip(tests["model"], tests["other"], strict=True)) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]
    assert tests["p_value"].tolist() == pytest.approx([1 / 32, 1 / 64, 1 / 2])
    assert tests["p_holm"].tolist() == pytest.approx([2 / 32, 3 / 64, 1 / 2])
    assert tests["differ"].tolist() == [False, True, False]


def test_models_that_predict_the_same_tie():
    same = compare_pairs({"a": right_on(3, 4), "b": right_on(3, 4)}, 0)
    assert same[["difference", "low", "high", "p_value"]].to_numpy().tolist() == [[0, 0, 0, 1]]
    assert not same["differ"].any()


def test_one_model_alone_gives_an_empty_table():
    table = compare_pairs({"a": right_on(3, 4)}, 0)
    assert table.empty
    assert {*PAIR, "p_holm", "differ"} == set(table)


def test_predictions_of_other_images_are_refused():
    with pytest.raises(InputError, match="Received different images from 'b' and 'a'"):
        compare_pairs({"a": right_on(3, 4), "b": right_on(3, 6)}, 0)


@pytest.mark.parametrize(
    ("differences", "p_value"),
    [
        # With 2 degrees of freedom p is 1 - t / sqrt(t² + 2); t is 2 / (1 / sqrt(3)).
        ([0.01, 0.02, 0.03], 1 - (12 / 14) ** 0.5),
        ([-1.0, -2.0], 1 - 2 / np.pi * np.arctan(3)),  # with 1 degree; t is 1.5 / 0.5
        ([1.0], np.nan),
        ([0.93 - 0.91, 0.92 - 0.90, 0.88 - 0.86], np.nan),  # the same but for rounding
    ],
)
def test_differences_have_students_test(differences, p_value):
    assert paired_t_test(differences) == pytest.approx(p_value, nan_ok=True)


def test_holms_correction_counts_tests_that_are_not_defined():
    table = correct_by_holm(pd.DataFrame({"p_value": [0.04, np.nan, 0.01, 0.03]}))
    # 4 times the least, 3 times the next, and 2 times 0.04 would be less than that.
    assert table["p_holm"].tolist() == pytest.approx([0.09, np.nan, 0.04, 0.09], nan_ok=True)
    assert table["differ"].tolist() == [False, False, True, False]

import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.report.search import describe_search


@pytest.fixture
def trials():
    """The study's values, two worse ones and a better one, and some that could not be fitted."""
    rows = [
        (1, 10.0, None, 0.92, 0.2, False, None),
        (2, 5.0, 0.1, 0.80, 0.01, True, None),
        (3, 7.0, 0.2, 0.93, None, False, None),
        (4, 1e9, 0.3, None, None, False, "it diverges"),
    ]
    columns = ["trial", "steps.SVC.C", "steps.SVC.gamma", "accuracy", "p_holm", "differ", "failed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        model="svm",
        low=table["accuracy"] - 0.01,
        high=table["accuracy"] + 0.01,
        selection_accuracy=table["accuracy"],
        selection_log_loss=0.25,
        seconds=60.0,
        best=table["trial"] == 3,
        p_value=table["p_holm"] / 3,
    )


def test_trials_are_ranked_and_counted(trials):
    found = describe_search({"search_trials": trials})
    assert [row["trial"] for row in found["rows"]] == [3, 1, 2, 4]
    assert found["paths"] == ["steps.SVC.C", "steps.SVC.gamma"]
    assert (found["worse"], found["tie"], found["failed"]) == (1, 1, 1)
    assert (found["model"], found["seconds"]) == ("svm", 180)
    assert found["best"]["trial"] == 3
    assert found["study"]["accuracy"] == 0.92


def test_trials_that_are_better_than_the_best_on_the_other_half_are_not_called_worse(trials):
    other = trials.assign(accuracy=[0.94, 0.95, 0.93, None], differ=[False, True, False, False])
    found = describe_search({"search_trials": other})
    assert found["best"]["trial"] == 3
    assert (found["worse"], found["better"], found["tie"]) == (0, 1, 1)


def test_where_nothing_was_searched_nothing_is_described():
    assert describe_search({}) is None


def test_the_page_tells_what_was_found(write_page, trials):
    page = write_page(["svm", "cnn"], given={"search_trials": trials})
    assert Page(page).open == []
    text = words(page)
    assert "4 trials of svm took 3.0 min. One half of the validation" in text
    assert "On the other half the best, number 3, is right on 93.00% (92.0% to 94.0%), the" in text
    assert (
        "the values of the study on 92.00%, which the corrected test does not tell from it" in text
    )
    assert "finds 1 worse; it cannot tell 1 from the best, and 1 could not be" in text
    assert "1 (the study) 10 default 92.00%0.25092.00%91.0% to 93.0%0.20060" in text
    assert "4 1e+09 0.3 it diverges" in text
    assert "--pipelines=search,reporting" not in page


def test_the_study_may_be_the_best(write_page, trials):
    rows = trials[:2].assign(best=[True, False])
    text = words(write_page(["svm", "cnn"], given={"search_trials": rows}))
    assert "(91.0% to 93.0%): it has the values of the study. Of the other trials" in text

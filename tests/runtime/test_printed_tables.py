import pandas as pd
import pytest
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline, node
from kedro_datasets.pandas import CSVDataset
from kedro_datasets.text import TextDataset

from fashion_mnist.datasets.pictures import AnswersDataset
from fashion_mnist.runtime.printed_tables import print_tables

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.fixture(autouse=True)
def _wide_terminal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


def words(printed):
    return " ".join(printed.split())


def making(name):
    return Pipeline([node(len, "x", name, name="make")])


def test_a_run_that_compares_the_models_shows_how(capsys):
    row = {"model": "svm", "accuracy": 0.908, "accuracy_low": 0.902, "accuracy_high": 0.914}
    row |= {"fit_seconds": 150, "predict_seconds": 1.31, "bytes": 75_000_000}
    catalog = DataCatalog(
        {
            "comparison": CSVDataset(filepath="results/comparison.csv"),
            "report": TextDataset(filepath="results/report.html"),
        }
    )
    catalog.save("comparison", pd.DataFrame([row]))
    print_tables(making("comparison"), catalog)
    printed = words(capsys.readouterr().out)
    assert "svm 90.80% 90.2-91.4% 2.5 min 1.3 s 75.0 MB" in printed
    assert "Results: results (the graph: make viz) Report: results/report.html" in printed


def test_a_search_shows_its_best_trials(capsys):
    rows = [
        {"trial": 1, "rate": 0.01, "accuracy": 0.90, "low": 0.89, "high": 0.91, "differ": True},
        {"trial": 2, "rate": None, "accuracy": 0.95, "low": 0.94, "high": 0.96, "differ": False},
        {"trial": 3, "rate": 1e9, "failed": "it diverges"},
    ]
    table = pd.DataFrame(rows).assign(model="cnn", selection_log_loss=0.2, seconds=3.0)
    table["selection_accuracy"] = [0.94, 0.96, None]
    catalog = DataCatalog(
        {
            "search_trials": CSVDataset(filepath="search_trials.csv", save_args={"index": False}),
            "search_best": TextDataset(filepath="[new]/:bomb:/best.yml"),
        }
    )
    catalog.save("search_trials", table)
    print_tables(making("search_trials"), catalog)
    printed = words(capsys.readouterr().out)
    assert "2 96.00% 95.00% 94.0-96.0% rate default 1 94.00% 90.00% 89.0-91.0% rate" in printed
    assert "3 failed it diverges" in printed
    assert "Block: [new]/:bomb:/best.yml" in printed


def test_a_run_that_compares_nothing_prints_nothing(capsys):
    print_tables(making("profile"), DataCatalog())
    assert capsys.readouterr().out == ""


@pytest.fixture
def tell(capsys):
    """What is printed of answers that have been saved."""

    def print_answers(*rows):
        columns = ["file", "class", "probability", "sure", "in_distribution", "reason"]
        catalog = DataCatalog(
            {
                "pictures.answers": AnswersDataset(filepath="answers.csv"),
                "pictures.page": TextDataset(filepath="pictures.html"),
            }
        )
        catalog.save("pictures.answers", pd.DataFrame(rows, columns=columns).assign(model="cnn"))
        print_tables(making("pictures.answers"), catalog)
        return capsys.readouterr().out

    return print_answers


def test_answers_are_told_with_their_doubts(tell):
    printed = words(
        tell(
            ("[b]a.jpg", "Coat", 0.987, True, True, None),
            ("b.jpg", "Bag", 0.5, False, True, None),
            ("c.jpg", "Bag", 0.9, False, False, None),
            ("d.jpg", None, None, False, False, "damaged"),
        )
    )
    assert "[b]a.jpg Coat 98.7% b.jpg Bag 50.0% not sure" in printed
    assert "c.jpg Bag 90.0% unlike d.jpg damaged" in printed
    assert "4 pictures: 1 sure, 1 not sure, 1 unlike, 1 unread unlike: not like the" in printed
    assert printed.endswith("the picture may show none of the classes Page: pictures.html")


def test_without_photographs_answers_are_told_without_remarks(tell):
    printed = words(
        tell(
            ("a.jpg", "Coat", 0.987, False, None, None),
            ("b.jpg", None, None, False, None, "damaged"),
        )
    )
    assert (
        "a.jpg Coat 98.7% b.jpg damaged 2 pictures: 1 classified, 1 unread classified:" in printed
    )
    assert "cnn has no threshold from photographs, so it is never sure" in printed


def test_answers_take_one_line_each_in_a_terminal_of_80_columns(tell, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    name = "a_photograph_of_a_long_name.jpg"
    printed = tell(
        *[(name, "T-shirt/top", 0.9, False, in_distribution, None) for in_distribution in (0, 1)]
    )
    told = [line for line in printed.splitlines() if name in line]
    assert [line.split() for line in told] == [
        [name, "T-shirt/top", "90.0%", "unlike"],
        [name, "T-shirt/top", "90.0%", "not", "sure"],
    ]
    assert "none of the classes" in printed
    assert "none of the classes" not in tell((name, "Bag", 0.9, True, True, None))


def test_names_are_told_as_they_are(tell):
    printed = words(
        tell(
            ("1", "0", 0.9, True, True, None),
            ("NA", "null", 0.9, True, True, None),
            ("=1 :bomb: [b]", "NA", 0.9, True, True, None),
            ("null", None, None, False, False, "[/b] NA"),
        )
    )
    assert "1 0 90.0% NA null 90.0% =1 :bomb: [b] NA 90.0% null [/b] NA 4 pictures:" in printed


def test_a_class_can_neither_break_the_table_nor_steer_the_terminal(tell):
    printed = tell(("a.jpg", "a\nb\x1b[31m", 0.9, True, True, None))
    assert r"a\nb\x1b[31m" in printed
    assert "\x1b" not in printed


def test_a_long_name_is_told_in_full(tell):
    printed = tell(("x" * 200 + "y.jpg", "Bag", 0.9, True, True, None))
    assert printed.count("x") == 200
    assert "y.jpg" in printed

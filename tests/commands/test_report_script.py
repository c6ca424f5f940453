"""The report's script on small pages, in a real browser."""

import pandas as pd
import plotly.graph_objects as go
import pytest
from browsing import IN_A_BROWSER

from fashion_mnist.figures import classes, comparison, models, style
from fashion_mnist.report.render import make_environment
from fashion_mnist.report.summaries import figure_to_json

pytestmark = IN_A_BROWSER
PAGE = """<!doctype html><html lang="en"><title>Part</title>
<nav><details></details></nav><p class="picker"><input type="radio" checked value="svm"></p>
{%% from "macros.html.j2" import figure, table with context %%}
%s
<script type="application/json" id="figures">
{{ {"figures": figures, "templates": {}} | tojson }}</script>
<script type="text/plain" id="plotly">var Plotly = { react() {} };</script>
<script>{%% include "report.js" %%}</script></html>"""

ROWS = """() => {
  const read = ({ scope, textContent }) => (scope ? `[${scope} ${textContent}]` : textContent);
  return [...document.querySelectorAll(".data tr")].map((row) => [...row.cells].map(read));
}"""


@pytest.fixture
def open_part(open_page, tmp_path):
    """Open a part of the report that does not draw its figures."""

    def open_with(part, **values):
        template = make_environment().from_string(PAGE % part)
        path = tmp_path / "part.html"
        path.write_text(template.render({"figures": {}} | values), encoding="utf-8")
        return open_page(path.as_uri())

    return open_with


@pytest.fixture
def read_data(open_part):
    """Return the rows of a figure's data, each heading in brackets with its scope."""

    def read(figure):
        page = open_part("{{ figure('shown') }}", figures={"shown": figure_to_json(figure)})
        page.locator("summary", has_text="Data of this figure").click()
        page.locator(".data table").wait_for()
        return page.evaluate(ROWS)

    return read


def test_pairs_are_shown_with_their_points_and_nothing_where_there_is_no_test(read_data):
    pairs = [("cnn", "svm", 0.02, True), ("cnn", "knn", 0.03, True), ("svm", "knn", 0.001, False)]
    tests = pd.DataFrame(pairs, columns=["model", "other", "difference", "differ"])
    assert read_data(comparison.pairwise_wins(tests)) == [
        ["", "[col svm]", "[col knn]"],
        ["[row cnn]", "beats +2.00", "beats +3.00"],
        ["[row svm]", "", "ties +0.10"],
    ]


def test_a_confusion_matrix_is_shown_with_its_counts(read_data):
    confusions = pd.DataFrame([[3, 1], [0, 2]], index=["a", "b"], columns=["a", "b"])
    assert read_data(classes.confusion_matrix(confusions, "svm")) == [
        ["", "[col a]", "[col b]"],
        ["[row a]", "3", "1"],
        ["[row b]", "0", "2"],
    ]


def test_panels_are_named_and_axes_head_their_columns(read_data):
    bins = {"model": ["svm", "svm"], "scaled": [False, True], "confidence": [0.5, 0.6]}
    table = pd.DataFrame(bins | {"accuracy": 0.7, "images": 4})
    assert read_data(comparison.reliability_diagrams(table)) == [
        ["", "[col confidence]", "[col accuracy]"],
        ["[row svm, as predicted]", "0.5", "0.7"],
        ["[row svm, temperature-scaled]", "0.6", "0.7"],
    ]


def test_without_titles_of_axes_the_figure_heads_the_column(read_data):
    figure = go.Figure(go.Scatter(x=[0.9, None], y=["svm", "cnn"]))
    assert read_data(style.style(figure, "Test accuracy", "An accuracy.")) == [
        ["", "[col Test accuracy]"],
        ["[row svm]", "0.9"],
        ["[row cnn]", ""],
    ]


def test_layers_are_shown_next_to_their_outputs(read_data):
    layers = pd.DataFrame(
        [("in", "Input", 16, 0, ""), ("out", "Dense", 3, 51, "in")],
        columns=["layer", "type", "output_shape", "parameters", "inputs"],
    )
    assert read_data(models.architecture(layers, "cnn")) == [
        ["[col layer]", "[col output]"],
        ["[row  in  Input]", "16"],
        ["[row  out  Dense]", "3 51 parameters"],
    ]


def test_failed_trials_stay_below_the_others(open_part):
    trial = {"trial": 1, "selection_accuracy": 0.9, "selection_log_loss": 0.3, "accuracy": 0.9}
    trial |= {"low": 0.8, "high": 0.95, "seconds": 3.0, "best": True, "p_holm": 1.0, "alpha": 0.1}
    failed = {"trial": 3, "accuracy": float("nan"), "failed": "it diverges", "alpha": 0.3}
    rows = [trial, trial | {"trial": 2, "best": False, "seconds": 9.0, "alpha": 0.2}, failed]
    search = {"rows": rows, "names": ["alpha"], "paths": ["alpha"], "best": trial, "study": trial}
    search |= {"model": "mlp", "is_network": False, "worse": 0, "better": 0, "tie": 1, "failed": 1}
    page = open_part("{% include 'search.html.j2' %}", search=search | {"seconds": 12.0})
    orders = {}
    for heading in ("trial", "selection accuracy", "seconds"):
        page.get_by_role("button", name=heading, exact=True).click()
        orders[heading] = [name[0] for name in page.locator("tbody th").all_inner_texts()]
    assert orders == {"trial": ["3", "2", "1"], "selection accuracy": [*"213"], "seconds": [*"213"]}
    assert page.locator("th[aria-sort]").inner_text().startswith("seconds")

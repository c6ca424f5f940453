"""Figures of which models differ."""

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.style import COLOURS, say_instead, style

WIN, TIE = COLOURS[0], "#d4d7da"


def pairwise_wins(tests: pd.DataFrame) -> go.Figure:
    """Heat map: whether the model of a row beats the less accurate one of a column, by how much.

    Args:
        tests: what `compare_pairs` gives.
    """
    title = "Which model beats which, in points of accuracy"
    if tests.empty:
        text = "One model alone: there is no pair to test."
        return say_instead(style(go.Figure(), title, text, height=120), text)
    models, others = list(tests["model"].unique()), list(tests["other"].unique())
    return style(
        go.Figure(_squares(tests, models, others)),
        title,
        _tell(tests),
        xaxis={
            "side": "top",
            "tickangle": 0,
            "tickfont": {"size": 11},
            "tickvals": others,
            "ticktext": [model.replace("_", "<br>") for model in others],
        },
        yaxis={"autorange": "reversed"},
        height=140 + 48 * len(models),
        meta={"narrow": 640},
    )


def _tell(tests: pd.DataFrame) -> str:
    ties = [f"{test['model']} with {test['other']}" for test in list_rows(tests[~tests["differ"]])]
    return (
        f"Of {len(tests)} pairs of models {len(tests) - len(ties)} differ by the corrected test. "
        f"Ties: {', '.join(ties) or 'none'}."
    )


def _squares(tests: pd.DataFrame, models: list[str], others: list[str]) -> go.Heatmap:
    verdicts = tests["differ"].map({True: "beats", False: "ties"})
    points = (100 * tests["difference"]).map("{:+.2f}".format)
    pairs = tests.assign(text=verdicts + "<br>" + points, differ=tests["differ"].astype(float))
    grid = pd.MultiIndex.from_product([models, others])
    squares = pairs.set_index(["model", "other"]).reindex(grid).fillna({"text": ""})
    shape = (len(models), len(others))
    return go.Heatmap(
        z=squares["differ"].to_numpy().reshape(shape),
        x=others,
        y=models,
        text=squares["text"].to_numpy().reshape(shape),
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
        colorscale=[(0, TIE), (0.5, TIE), (0.5, WIN), (1, WIN)],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} against %{x}: %{text} points<extra></extra>",
    )

"""Figures of which models differ."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.style import COLOURS, say_instead, style

WIN, TIE, LOSS = COLOURS[0], "#d4d7da", COLOURS[1]
VERDICTS = {-1: "loses", 0: "ties", 1: "beats"}


def pairwise_wins(tests: pd.DataFrame) -> go.Figure:
    """Heat map: whether the model of a row beats that of a column, and by how many points.

    Args:
        tests: what `compare_pairs` gives.
    """
    title = "Which model beats which, in points of accuracy"
    if tests.empty:
        text = "One model alone: there is no pair to test."
        return say_instead(style(go.Figure(), title, text, height=120), text)
    models = list(dict.fromkeys([*tests["model"], *tests["other"]]))
    grid = pd.MultiIndex.from_product([models, models])
    squares = _both_ways(tests).set_index(["model", "other"]).reindex(grid).fillna({"text": ""})
    return style(
        go.Figure(_squares(squares, models)),
        title,
        _tell(tests),
        xaxis={
            "side": "top",
            "tickangle": 0,
            "tickfont": {"size": 11},
            "tickvals": models,
            "ticktext": [model.replace("_", "<br>") for model in models],
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


def _squares(squares: pd.DataFrame, models: list[str]) -> go.Heatmap:
    shape = (len(models), len(models))
    return go.Heatmap(
        z=squares["win"].to_numpy().reshape(shape),
        x=models,
        y=models,
        text=squares["text"].to_numpy().reshape(shape),
        texttemplate="%{text}",
        zmin=-1,
        zmax=1,
        colorscale=_in_thirds(LOSS, TIE, WIN),
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} against %{x}: %{text} points<extra></extra>",
    )


def _both_ways(tests: pd.DataFrame) -> pd.DataFrame:
    forward = tests[["model", "other", "difference", "differ"]]
    backward = forward.rename(columns={"model": "other", "other": "model"})
    pairs = pd.concat([forward, backward.assign(difference=0 - backward["difference"])])
    win = (np.sign(pairs["difference"]) * pairs["differ"]).astype(int)
    points = (100 * pairs["difference"]).map("{:+.2f}".format)
    return pairs[["model", "other"]].assign(win=win, text=win.map(VERDICTS) + "<br>" + points)


def _in_thirds(*colours: str) -> list[tuple[float, str]]:
    return [(edge / 3, colour) for n, colour in enumerate(colours) for edge in (n, n + 1)]

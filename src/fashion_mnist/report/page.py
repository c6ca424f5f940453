"""The report: one page that holds everything it shows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fashion_mnist.figures.style import DARK, TEMPLATE, model_colours
from fashion_mnist.parameters import model_names
from fashion_mnist.report import certainty, data_quality, depth, findings, heat_maps, techniques
from fashion_mnist.report.render import render
from fashion_mnist.report.summary import plain


class Study(NamedTuple):
    """What the report is about.

    The names of the classes; `name` of the images, what is known `about` them, and the published
    `human_accuracy`, None if it is not known; what `describe_environment` gives, and the seed; the
    profile of the raw images; and the number of images for `train`, `validation` and `test`.
    """

    classes: Sequence[str]
    image_set: Mapping[str, Any]
    environment: Mapping[str, Any]
    profile: Mapping[str, Any]
    parts: Mapping[str, int]


def write_report(
    study: Study,
    comparison: pd.DataFrame,
    figures: Mapping[str, go.Figure],
    tables: Mapping[str, pd.DataFrame],
    summaries: Mapping[str, Mapping[str, Any]],
) -> str:
    """Write the study as one HTML page that needs no other file.

    Args:
        study: what it is about.
        comparison: a row of figures for each model, the most accurate first.
        figures: by the name of their dataset.
        tables: by the name of their dataset, those there are.
        summaries: what `describe_model` gives, by the name of the model.
    """
    drawn = {name: plain(figure) for name, figure in figures.items()}
    for model, summary in summaries.items():
        drawn |= {f"{model}.{kind}": figure for kind, figure in summary["figures"].items()}
    verdicts = findings.judge_pairs(tables.get("pairwise_tests"))
    described = [
        {**summaries[model], "name": model, "colour": model_colours()[model]}
        for model in comparison["model"]
    ]
    return render(
        "report.html.j2",
        **study._asdict(),
        comparison=comparison.to_dict("records"),
        fit_seconds=comparison.loc[
            comparison["model"] != model_names.ENSEMBLE, "fit_seconds"
        ].sum(),
        ranking=findings.rank(comparison, verdicts),
        kinds=findings.compare_kinds(
            comparison, verdicts, model_names.NETWORKS, model_names.CLASSICAL
        ),
        certainty=certainty.describe_certainty(tables),
        doubts=data_quality.describe_doubts(tables, study.parts),
        models=described,
        networks=[model for model in described if model["learning"]],
        explanations=heat_maps.describe(tables["explanation_measures"])
        if "explanation_measures" in tables
        else None,
        robustness=tables["robustness_ranking"].to_dict("records")
        if "robustness_ranking" in tables
        else None,
        techniques=techniques.describe_techniques(tables),
        depth=depth.describe_depth(tables),
        titles={name: figure["layout"]["title"]["text"] for name, figure in drawn.items()},
        figures={
            "figures": drawn,
            "templates": {"light": TEMPLATE.to_plotly_json(), "dark": DARK.to_plotly_json()},
        },
        gallery={model: summary["gallery"] for model, summary in summaries.items()},
        plotly=get_plotlyjs(),
    )

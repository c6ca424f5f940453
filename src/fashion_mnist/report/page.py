"""The report, one self-contained HTML page."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import DARK, TEMPLATE, model_colours
from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.parameters import model_names
from fashion_mnist.report.findings import advise, compare_kinds, find_best, judge_pairs, rank
from fashion_mnist.report.networks import (
    describe_depth,
    describe_heat_maps,
    describe_techniques,
    describe_trainings,
)
from fashion_mnist.report.pictures import describe_pictures, show_answers
from fashion_mnist.report.render import Json, render, rows_of
from fashion_mnist.report.story import describe_certainty, describe_data_quality, explain_gains
from fashion_mnist.report.summaries import Summary, compare_fits, describe_search, plain


class Study(NamedTuple):
    """The dataset and the environment of a report.

    Attributes:
        classes: the names of the classes.
        image_set: the `name` of the dataset, a text `about` it, and the published
            `human_accuracy`, None if unknown.
        here: the result of `describe_environment` where the page is written, and the seed.
        profile: statistics of the raw images.
        parts: the number of images in `train`, `validation` and `test`.
        per_class: the number of training and validation images of each class, None if the classes
            differ.
    """

    classes: Sequence[str]
    image_set: Mapping[str, object]
    here: Json
    profile: Mapping[str, object]
    parts: Mapping[str, int]
    per_class: int | None


def write_report(
    study: Study,
    comparison: pd.DataFrame,
    results: Mapping[str, go.Figure | pd.DataFrame],
    summaries: Mapping[str, Summary],
    labels: Labels,
    pixels: Images,
    more: Mapping[str, Any],
) -> str:
    """Write the report as one self-contained HTML page.

    Args:
        study: the dataset and the environment.
        comparison: a row for each model, the most accurate first.
        results: the available figures and tables, by the name of their dataset.
        summaries: the result of `describe_model` by model.
        labels: (n,), of the test images.
        pixels: (n, h, w) or (n, h, w, 3), of the test images.
        more: the `PipelineInfo` of each pipeline that has not been run, the fastest first.
    """
    tables = {name: one for name, one in results.items() if isinstance(one, pd.DataFrame)}
    figures = {name: plain(one) for name, one in results.items() if isinstance(one, go.Figure)}
    for model, summary in summaries.items():
        figures |= {f"{model}.{kind}": figure for kind, figure in summary["figures"].items()}
    layouts = {name: figure["layout"] for name, figure in figures.items()}
    colours = model_colours()
    models: list[Json] = [
        {**summaries[name], "name": name, "colour": colours[name]} for name in comparison["model"]
    ]
    fits = {name: summary["provenance"] for name, summary in summaries.items()}
    fits = fits.pop(model_names.ENSEMBLE, {}) | fits  # the ensemble's members have been fitted
    rows, tests = list_rows(comparison), tables.get("pairwise_tests")
    singles = comparison[comparison["model"] != model_names.ENSEMBLE]
    ranking = rank(comparison, judge_pairs(tests))
    kinds = compare_kinds(comparison, tests, model_names.NETWORKS, model_names.CLASSICAL)
    certainty = describe_certainty(tables)
    return render(
        "report.html.j2",
        **study._asdict(),
        comparison=rows,
        fit_seconds=singles["fit_seconds"].sum(),
        ranking=ranking,
        kinds=kinds,
        advice=advise(
            rows,
            ranking["best"],
            find_best(singles, model_names.trained()),
            certainty["pairs"],
            certainty["coverage"],
        ),
        answers=show_answers(kinds, summaries, labels, pixels, study.classes),
        **explain_gains(tables, summaries, pixels),
        certainty=certainty,
        data_quality=describe_data_quality(tables, study.parts),
        depth=describe_depth(tables),
        heat_maps=describe_heat_maps(tables),
        pictures=describe_pictures(tables),
        robustness=rows_of(tables, "robustness_ranking"),
        search=describe_search(tables),
        techniques=describe_techniques(tables),
        more=more,
        environment=compare_fits(fits, study.here),
        models=models,
        networks=[model for model in models if model["learning"]],
        **describe_trainings(models),
        titles={name: layout["title"]["text"] for name, layout in layouts.items()},
        alts={name: layout.get("meta", {}).get("alt", "") for name, layout in layouts.items()},
        figures={
            "figures": figures,
            "templates": {"light": TEMPLATE.to_plotly_json(), "dark": DARK.to_plotly_json()},
        },
        gallery={model: summary["gallery"] for model, summary in summaries.items()},
        plotly=get_plotlyjs(),
    )

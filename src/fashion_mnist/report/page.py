"""The report, one self-contained HTML page."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import DARK, TEMPLATE, model_colours
from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.images.checks import images_of_each_class
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
from fashion_mnist.report.story import describe_certainty, describe_data_quality, describe_gains
from fashion_mnist.report.summaries import Summary, compare_fits, describe_search, plain


def write_report(
    classes: Sequence[str],
    image_set: Mapping[str, object],
    here: Json,
    profile: Mapping[str, object],
    labels: Mapping[str, Labels],
    pixels: Images,
    comparison: pd.DataFrame,
    results: Mapping[str, go.Figure | pd.DataFrame],
    summaries: Mapping[str, Summary],
    more: Mapping[str, Any],
) -> str:
    """Write the report as one self-contained HTML page.

    Args:
        classes: the names of the classes.
        image_set: the `name` of the dataset, a text `about` it, and the published
            `human_accuracy`, None if unknown.
        here: the result of `describe_environment` where the page is written, and the seed.
        profile: statistics of the raw images.
        labels: (n,), of the images in `train`, `validation` and `test`.
        pixels: (n, h, w) or (n, h, w, 3), of the test images.
        comparison: a row for each model, the most accurate first.
        results: the available figures and tables, by the name of their dataset.
        summaries: the result of `describe_model` by model.
        more: the `PipelineInfo` of each pipeline that has not been run, the fastest first.
    """
    tables = {name: one for name, one in results.items() if isinstance(one, pd.DataFrame)}
    figures = {name: plain(one) for name, one in results.items() if isinstance(one, go.Figure)}
    for model, summary in summaries.items():
        figures |= {f"{model}.{kind}": figure for kind, figure in summary["figures"].items()}
    layouts = {name: figure["layout"] for name, figure in figures.items()}
    parts, colours = {part: len(of_part) for part, of_part in labels.items()}, model_colours()
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
        classes=classes,
        image_set=image_set,
        profile=profile,
        parts=parts,
        per_class=images_of_each_class(
            labels["train"], labels["validation"], n_classes=len(classes)
        ),
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
        answers=show_answers(kinds, summaries, labels["test"], pixels, classes),
        gains=describe_gains(tables, summaries, pixels),
        certainty=certainty,
        data_quality=describe_data_quality(tables, parts),
        depth=describe_depth(tables),
        heat_maps=describe_heat_maps(tables),
        pictures=describe_pictures(tables),
        robustness=rows_of(tables, "robustness_ranking"),
        search=describe_search(tables),
        techniques=describe_techniques(tables),
        more=more,
        environment=compare_fits(fits, here),
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

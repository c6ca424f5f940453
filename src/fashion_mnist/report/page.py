"""The report: one page that holds everything it shows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fashion_mnist import models
from fashion_mnist.arrays import Images
from fashion_mnist.report import contents, findings
from fashion_mnist.report.render import render

PARTS = ("train", "validation", "test")


def write_report(
    classes: Sequence[str],
    environment: Mapping[str, Any],
    profile: Mapping[str, Any],
    pixels: Images,
    comparison: pd.DataFrame,
    results: Mapping[str, Any],
) -> str:
    """Write the study as one HTML page that needs no other file.

    Args:
        classes: the names of the classes.
        environment: what `describe_environment` gives, and the seed.
        profile: of the raw images.
        pixels: of the test images, (n, h, w).
        comparison: a row of figures for each model, the most accurate first.
        results: by the name of their dataset, figures and the labels of each part; those of a
            model as `model.dataset`. A model may lack history, layers or Grad-CAM.
    """
    by_model = contents.group_by_model(results)
    described = [
        contents.describe_model(name, found, pixels, classes) for name, found in by_model.items()
    ]
    figures = {name: found for name, found in results.items() if isinstance(found, go.Figure)}
    mistakes = {name: found["mistakes"] for name, found in by_model.items()}
    return render(
        "report.html.j2",
        classes=classes,
        environment=environment,
        profile=profile,
        parts={part: len(results[f"{part}.labels"]) for part in PARTS},
        comparison=comparison.to_dict("records"),
        ranking=findings.rank(comparison),
        kinds=findings.compare_kinds(comparison, models.NETWORKS),
        models=described,
        networks=contents.compare_networks(described),
        titles={name: figure.layout.title.text for name, figure in figures.items()},
        figures=contents.collect_figures(figures),
        gallery=contents.gallery(mistakes, pixels),
        plotly=get_plotlyjs(),
    )

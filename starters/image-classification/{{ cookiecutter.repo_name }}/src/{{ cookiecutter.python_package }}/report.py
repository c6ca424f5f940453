"""The report: one HTML page without outside requests."""

import base64
import io
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image
from plotly.colors import sample_colorscale
from plotly.offline import get_plotlyjs

from .figures import title_of
from .images import Floats, Images
from .parameters import MODELS, NETWORKS
from .predictions import find_right, percent

SHOWN = 12  # images in a gallery
LEAST_SIDE = 96  # pixels of an embedded image


def write_report(
    classes: list[str],
    split_index: pd.DataFrame,
    skipped_files: pd.DataFrame,
    test_pixels: Images,
    chosen_model: dict[str, str],
    accuracies: pd.DataFrame,
    pairwise_tests: pd.DataFrame,
    calibration: pd.DataFrame,
    seed: int,
    **results: Any,
) -> str:
    """Write the page.

    Args:
        classes: names of the classes, by label.
        split_index: table of the images with their groups and parts.
        skipped_files: table of the skipped files.
        test_pixels: the test images.
        chosen_model: the best model on the validation images.
        accuracies: accuracies and recalls with intervals.
        pairwise_tests: tests of differences between the models.
        calibration: scores of the probabilities.
        seed: of the run.
        results: predictions by model; figures, and the examples and heat maps of networks, as
            `MODEL_history_figure`, for the models that have been run.
    """
    chosen = chosen_model["model"]
    overall = accuracies[accuracies["class"] == "all"]
    figures = {name: embed(f, name) for name, f in results.items() if isinstance(f, go.Figure)}
    environment = Environment(
        loader=PackageLoader(__name__.rpartition(".")[0], "."),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "title_of": title_of}
    return environment.get_template("report.html.j2").render(
        classes=classes,
        parts=split_index["part"].value_counts().to_dict(),
        n_groups=split_index["group"].nunique(),
        n_images=len(split_index),
        skipped=skipped_files.to_dict("records"),
        best=overall.set_index("model").loc[chosen].to_dict() | {"model": chosen},
        models=overall.merge(tabulate_scores(calibration), on="model").to_dict("records"),
        tests=pairwise_tests.to_dict("records"),
        mistakes=show_mistakes(results[chosen], test_pixels, classes),
        heat_maps={
            network: show_heat_maps(
                results[f"{network}_gradcam_examples"],
                results[f"{network}_gradcam_maps"],
                test_pixels,
                classes,
            )
            for network in NETWORKS
            if f"{network}_gradcam_maps" in results
        },
        figures=figures,
        matrices={m: figures[f"{m}_confusion_figure"] for m in MODELS if m in results},
        seed=seed,
        plotly=Markup(get_plotlyjs()),  # noqa: S704
    )


def tabulate_scores(calibration: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each model with its `temperature`, `ece` and `scaled_ece`."""
    before, after = calibration[~calibration["scaled"]], calibration[calibration["scaled"]]
    scaled = after[["model", "temperature", "ece"]].rename(columns={"ece": "scaled_ece"})
    return before[["model", "ece", "log_loss"]].merge(scaled, on="model")


def embed(figure: go.Figure, name: str) -> Markup:
    """Return the HTML of a figure, for a page that contains Plotly's script."""
    text = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=name,
        config={"responsive": True, "displayModeBar": False},
    )
    return Markup(text)  # noqa: S704


def show_mistakes(
    predictions: pd.DataFrame, pixels: Images, classes: list[str]
) -> list[dict[str, Any]]:
    """Return the images with the most confident wrong predictions, for the page."""
    wrong = predictions[~find_right(predictions)]
    order = wrong[classes].max(axis=1).sort_values(ascending=False, kind="stable").index[:SHOWN]
    return [
        {
            "image": encode_png(pixels[row]),
            "true": classes[predictions.loc[row, "y_true"]],
            "predicted": classes[predictions.loc[row, "y_pred"]],
            "probability": predictions.loc[row, classes].max(),
        }
        for row in order
    ]


def show_heat_maps(
    examples: pd.DataFrame, heat: Floats, pixels: Images, classes: list[str]
) -> list[dict[str, Any]]:
    """Return the images of examples with and without their heat maps, wrong predictions first."""
    shown = [
        {
            "image": encode_png(pixels[row["index"]]),
            "heat": encode_png(overlay(pixels[row["index"]], heat[number])),
            "true": classes[row["y_true"]],
            "predicted": classes[row["y_pred"]],
            "probability": row["probability"],
        }
        for number, row in enumerate(examples.to_dict("records"))
    ]
    return sorted(shown, key=lambda example: example["true"] == example["predicted"])[:SHOWN]


def overlay(image: Images, heat: Floats) -> Images:
    """Lay a heat map (h, w), 0 to 1, over an image (h, w) or (h, w, 3), 0 to 255."""
    grey = np.asarray(Image.fromarray(image).convert("L").convert("RGB"), float)
    colours = sample_colorscale("Inferno", np.linspace(0, 1, 256), colortype="tuple")
    coloured = 255 * np.array(colours)[np.rint(heat * 255).astype(int)]
    mixed: Images = np.rint(0.45 * grey + 0.55 * coloured).astype(np.uint8)
    return mixed


def encode_png(image: Images) -> str:
    """Return an image (h, w) or (h, w, 3) as the address of a PNG image; small ones enlarged."""
    factor = -(-LEAST_SIDE // len(image))
    buffer, enlarged = io.BytesIO(), image.repeat(factor, axis=0).repeat(factor, axis=1)
    Image.fromarray(enlarged).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()

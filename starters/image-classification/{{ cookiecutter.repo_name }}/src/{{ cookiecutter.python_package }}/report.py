"""The report: one HTML page without outside requests."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from jinja2 import StrictUndefined, Template
from PIL import Image
from plotly.colors import sample_colorscale
from plotly.offline import get_plotlyjs

from .images import Floats, Images
from .parameters import MODELS, NETWORKS
from .predictions import find_right, list_by_confidence


def write_report(
    test_pixels: Images, classes: list[str], chosen_model: dict[str, str], **results: Any
) -> str:
    """Write the page from the results, by the names in the template `report.html.j2`."""
    chosen = chosen_model["model"]
    ranked = list_by_confidence(results[chosen], classes)
    wrong = ranked[~find_right(ranked)]
    heat_maps = {
        network: show_examples(examples, test_pixels, classes, results[f"{network}_gradcam_maps"])
        for network in NETWORKS
        if (examples := results.get(f"{network}_gradcam_examples")) is not None
    }
    config = {"responsive": True, "displayModeBar": False}
    figures = {
        name: figure.to_html(config, div_id=name, full_html=False, include_plotlyjs=False)
        for name, figure in results.items()
        if isinstance(figure, go.Figure)
    }
    text = Path(__file__).with_name("report.html.j2").read_text(encoding="utf-8")
    template = Template(text, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page: str = template.render(
        **results | figures,
        best=results["accuracies"].set_index("model").loc[chosen],
        chosen=chosen,
        classes=classes,
        heat_maps=heat_maps,
        histories={name: figures[f"{name}_history_figure"] for name in heat_maps},
        matrices={m: figures[f"{m}_confusion_figure"] for m in MODELS if m in results},
        mistakes=show_examples(wrong, test_pixels, classes),
        percent="{:.1%}".format,
        plotly=get_plotlyjs(),
        words=lambda name: name.replace("_", " "),
    )
    return page


def show_examples(
    examples: pd.DataFrame, pixels: Images, classes: list[str], maps: Floats | None = None
) -> list[dict[str, Any]]:
    """Return images, true and predicted classes of examples, with heat maps if there are any."""
    return [
        {
            "true": classes[row["y_true"]],
            "predicted": classes[row["y_pred"]],
            "probability": row["probability"],
            "image": encode_png(pixels[row["index"]]),
            "heat": "" if maps is None else encode_png(overlay(pixels[row["index"]], maps[place])),
        }
        for place, row in enumerate(examples[:12].to_dict("records"))
    ]


def overlay(image: Images, heat: Floats) -> Images:
    """Lay a heat map (h, w), 0 to 1, over an image (h, w) or (h, w, 3), 0 to 255."""
    grey = np.asarray(Image.fromarray(image).convert("L"))[..., np.newaxis]
    colours = np.array(sample_colorscale("Inferno", np.linspace(0, 1, 256), colortype="tuple"))
    coloured = 255 * colours[np.rint(255 * heat).astype(int)]
    return np.asarray(0.45 * grey + 0.55 * coloured, np.uint8)


def encode_png(image: Images) -> str:
    """Return an image (h, w) or (h, w, 3) as the address of a PNG image; small ones enlarged."""
    factor, buffer = 1 + 95 // len(image), io.BytesIO()
    Image.fromarray(image.repeat(factor, axis=0).repeat(factor, axis=1)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()

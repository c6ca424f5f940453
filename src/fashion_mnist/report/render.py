"""Rendering templates with values formatted for people."""

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
import plotly.colors
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.evaluation.predictions import hundredfold, list_rows, percent
from fashion_mnist.figures.style import HEAT, HEAT_OPACITY
from fashion_mnist.images.arrays import Floats, Images
from fashion_mnist.pictures.decoding import show

Json = dict[str, Any]  # what JSON can hold
Tables = Mapping[str, pd.DataFrame]  # by the name of their dataset, those there are
Row = dict[str, Any]  # by the names of the columns
LARGEST = (340, 112)  # width and height of what a page holds, in pixels


def render(template: str, **values: object) -> str:
    """Fill in a template of this package; a value that it lacks is an error."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("fashion_mnist.report"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    formats = (
        *(percent, hundredfold, points, count, magnitude, seconds, megabytes, probability),
        *(format_time, listing, breakable, markdown, quoted, json_script),
    )
    environment.filters |= {form.__name__: form for form in formats}
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # the order stays
    return environment


def points(difference: float) -> str:
    """A difference between two shares, 0.0086, as `0.9 points`."""
    return f"{hundredfold(difference)} points"


def count(number: float) -> str:
    """12345 as `12,345`."""
    return f"{number:,.0f}"


def magnitude(ratio: float) -> str:
    """A number with two significant digits, 1234.5 as `1,200`."""
    return f"{float(f'{ratio:.2g}'):,.0f}" if ratio >= 100 else f"{ratio:.2g}"


def seconds(duration: float) -> str:
    """A duration with two significant digits or whole seconds, in minutes from two on."""
    if duration >= 120:
        return f"{duration / 60:.1f} min"
    return f"{duration:.0f} s" if duration >= 10 else f"{duration:.2g} s"


def megabytes(n_bytes: float) -> str:
    """A size on disk, 1004567 as `1.0 MB`."""
    return f"{n_bytes / 1e6:,.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:,.0f} kB"


def probability(p: float) -> str:
    """A p-value with three digits, 0.00001 as `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def format_time(time: str) -> str:
    """A time by ISO 8601 as `2026-01-02 03:04:05 UTC`."""
    return time.replace("T", " ").replace("+00:00", " UTC")


def listing(names: list[str]) -> str:
    """Names as `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def breakable(name: str, after: str = "_") -> Markup:
    """A long name that a browser may break after each underscore, or another character."""
    return escape(name).replace(after, after + Markup("<wbr>"))


def markdown(text: str) -> str:
    """Text as Markdown and the HTML in it show it: on one line, with no markup of its own."""
    line = html.escape(show(" ".join(text.split())), quote=False)
    return re.sub(r"[\\`*_\[\]|~$]", r"\\\g<0>", line)


def quoted(text: str) -> str:
    """Text as a string in the YAML before a page of Markdown."""
    return json.dumps(show(text), ensure_ascii=False).replace("<", "\\u003c")


def json_script(data: object) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def rows_of(tables: Tables, name: str) -> list[Row]:
    """The rows of a table, none if it was not made."""
    return list_rows(tables[name]) if name in tables else []


def nest(rows: Iterable[Row], outer: Sequence[str], inner: str) -> dict[Any, dict[Any, Row]]:
    """Rows by their value in the columns `outer` (a tuple if these are several), then in `inner`.

    Of rows that agree in all of these the last stays.
    """
    nested: dict[Any, dict[Any, Row]] = {}
    for row in rows:
        nested.setdefault(itemgetter(*outer)(row), {})[row[inner]] = row
    return nested


def shrink(pixels: Images) -> Images:
    """Grey (h, w) or coloured (h, w, 3) pixels, fewer where there are more than a page needs."""
    image = Image.fromarray(pixels)
    image.thumbnail(LARGEST)
    return np.asarray(image)


def triptych(image: Images, heat: Floats) -> Images:
    """Original, heat map and both superimposed, side by side: (h, 3 * w + 2, 3).

    Args:
        image: (h, w) or (h, w, 3), 0 to 255.
        heat: (h, w), 0 to 1.
    """
    original = np.asarray(Image.fromarray(image).convert("RGB"), float)
    coloured = _heat_colours()[np.rint(heat * 255).astype(int)]
    gap = np.full((len(image), 1, 3), 255)
    overlay = (1 - HEAT_OPACITY) * original + HEAT_OPACITY * coloured
    strip: Images = np.rint(np.hstack([original, gap, coloured, gap, overlay])).astype(np.uint8)
    return strip


def tint(heat: Floats) -> Images:
    """A heat map (h, w) in [0, 1] as colours to lay over a picture, (h, w, 4): none where cold."""
    coloured = _heat_colours()[np.rint(heat * 255).astype(int)]
    tinted: Images = np.rint(np.dstack([coloured, 255 * HEAT_OPACITY * heat])).astype(np.uint8)
    return tinted


def _heat_colours() -> NDArray[np.floating]:
    """From cold to hot, (256, 3), 0 to 255."""
    colours = plotly.colors.sample_colorscale(HEAT, np.linspace(0, 1, 256), colortype="tuple")
    return 255 * np.array(colours)

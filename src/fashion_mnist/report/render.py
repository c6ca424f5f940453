"""Template rendering, and filters that format values for reading."""

import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from fashion_mnist.evaluation.predictions import hundredfold, list_rows, percent
from fashion_mnist.pictures.reading import escape_unprintable
from kedro_incremental.errors import kedro_command

Json = dict[str, Any]  # a JSON object
Tables = Mapping[str, pd.DataFrame]  # the available tables by the name of their dataset
Row = dict[str, Any]  # the keys are the column names
THUMBNAIL = 112  # the longest side of embedded images in pixels


def render(template: str, **values: object) -> str:
    """Render a template of this package; a missing value raises an error."""
    return make_environment().get_template(template).render(**values)


@cache
def make_environment(*folders: Path) -> Environment:
    """Return the environment of this package's templates, and of those in further folders."""
    environment = Environment(
        loader=FileSystemLoader([Path(__file__).with_name("templates"), *folders]),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    formats = (
        *(percent, hundredfold, points, odds, count, magnitude, seconds, megabytes, probability),
        *(plural, listing, breakable, markdown, escape_unprintable),
    )
    environment.globals["kedro_command"] = kedro_command
    environment.filters |= {form.__name__: form for form in formats}
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # do not sort the keys
    return environment


def points(difference: float) -> str:
    """Format a difference of two shares: 0.0086 as `0.9 points`."""
    return f"{hundredfold(difference)} points"


def odds(share: float) -> float:
    """Return how many times as large a share is as the rest: 0.9 gives 9."""
    return share / (1 - share)


def count(number: float) -> str:
    """Format a number with thousands separators: 12345 as `12,345`."""
    return f"{number:,.0f}"


def magnitude(ratio: float) -> str:
    """Format a number with two significant digits: 1234.5 as `1,200`."""
    return f"{float(f'{ratio:.2g}'):,.12g}"


def seconds(duration: float) -> str:
    """Format a duration with two digits in seconds, from two minutes up in minutes."""
    if duration >= 120:
        return f"{duration / 60:.1f} min"
    return f"{duration:.0f} s" if duration >= 9.95 else f"{duration:#.2g} s"


def plural(number: float, noun: str) -> str:
    """Format a number of things: 1 as `1 image`, 1234 as `1,234 images`."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def megabytes(n_bytes: float) -> str:
    """Format a size in bytes: 1004567 as `1.0 MB`."""
    return f"{n_bytes / 1e6:,.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:,.0f} kB"


def probability(p: float) -> str:
    """Format a p-value with three digits: 0.00001 as `< 0.001`, NaN as `not defined`."""
    if math.isnan(p):
        return "not defined"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def listing(names: list[str]) -> str:
    """Join names as `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def breakable(name: str, after: str = "_") -> Markup:
    """Allow a line break after each underscore, or another character, of a long name."""
    return escape(name).replace(after, after + Markup("<wbr>"))


def markdown(text: str) -> str:
    """Escape text for one line of Markdown, so that it shows as it is."""
    line = html.escape(escape_unprintable(" ".join(text.split())), quote=False)
    return re.sub(r"[\\`*_\[\]|~$]", r"\\\g<0>", line)


def rows_of(tables: Tables, name: str) -> list[Row]:
    """Return the rows of a table, or none if the table is missing."""
    return list_rows(tables[name]) if name in tables else []


def nest(rows: Iterable[Row], outer: Sequence[str], inner: str) -> dict[Any, dict[Any, Row]]:
    """Nest rows by their values in the columns `outer`, then in the column `inner`.

    The outer keys are tuples if `outer` has several columns. The last of several rows with the same
    keys is kept.
    """
    nested: dict[Any, dict[Any, Row]] = {}
    for row in rows:
        nested.setdefault(itemgetter(*outer)(row), {})[row[inner]] = row
    return nested

"""Build a static site of a run: a front page, the report, model cards, notebooks and the graph.

A further page classifies the reader's own pictures (see `try_page`). Run `make site` after
`kedro run`. Any static host can serve the folder `build/site`. All pages except the graph also open
from the file system.
"""

import json
import logging
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pandas as pd
from front_page import describe_front
from markdown_it import MarkdownIt
from model_table import FULL_NAMES
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from plotly.offline import get_plotlyjs
from try_page import PACKAGES, TEMPLATES, write_try_page

from fashion_mnist.parameters.errors import InputError

PROJECT = Path(__file__).parents[1]
DATA = PROJECT / "data"
BUILD = PROJECT / "build"  # the output folder of `kedro viz build`
SITE = BUILD / "site"
REPORT = "08_reporting/report.html"
TRY = "try.html"
PLOTLY = "plotly.min.js"  # shared by all pages, instead of embedded or remote copies
EMBEDDED = re.compile(r'<script type="text/plain" id="plotly">.*?</script>', re.DOTALL)
ELSEWHERE = re.compile(  # scripts that other hosts would serve
    r'<script[^>]*\ssrc="https:[^"]*"[^>]*></script>'
    r'|<script type="module">import "https:.*?</script>'
)
UNUSED = ("404.html", "autoreload.html", "telemetry.html")  # pages of a server for the graph
FONTS = re.compile(r'<link[^>]*\shref="https:[^"]*"[^>]*>')  # of another host
log = logging.getLogger("site")


def main() -> None:
    """Build the site, replacing an earlier one."""
    if not (DATA / REPORT).exists():
        sys.exit(f"Expected a finished run. Received no {REPORT} in data: run `kedro run` first.")
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    shutil.rmtree(SITE, ignore_errors=True)
    for folder in ("cards", "notebooks"):
        (SITE / folder).mkdir(parents=True)
    copy_graph()
    (SITE / PLOTLY).write_text(get_plotlyjs(), encoding="utf-8")
    copy_report()
    front = TEMPLATES.get_template("site_front.html.j2").render(
        **describe_front(DATA),
        cards=write_cards(),
        notebooks=write_notebooks(),
        try_page=try_to_write_try_page(),
    )
    (SITE / "index.html").write_text(front, encoding="utf-8")
    size = sum(file.stat().st_size for file in SITE.rglob("*") if file.is_file())
    log.info("%.1f MB; python -m http.server -d %s", size / 1e6, SITE.relative_to(PROJECT))


def copy_graph() -> None:
    """Copy the graph, with compact JSON, paths relative to the project, and the system's fonts."""
    ignored = shutil.ignore_patterns(SITE.name, PACKAGES.name, *UNUSED)
    shutil.copytree(BUILD, SITE / "graph", ignore=ignored)
    index = SITE / "graph/index.html"
    index.write_text(FONTS.sub("", index.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (SITE / "graph/api").rglob("*"):
        if path.is_file():
            data = json.loads(path.read_text().replace(f"{PROJECT}/", ""))
            path.write_text(json.dumps(data, separators=(",", ":")))


def copy_report() -> None:
    """Copy the report, and let it load the site's shared copy of Plotly."""
    report = (DATA / REPORT).read_text(encoding="utf-8")
    shared = f'<script id="plotly" src="{PLOTLY}"></script>'
    (SITE / "report.html").write_text(EMBEDDED.sub(shared, report), encoding="utf-8")


def try_to_write_try_page() -> str | None:
    """Write the page that classifies pictures; return its address, or None without npm."""
    try:
        write_try_page(SITE / TRY, home="index.html")
    except InputError as error:
        log.warning("The site gets no page that classifies pictures. %s", error)
        return None
    return TRY


def write_cards() -> dict[str, str]:
    """Convert the model cards to pages; return their addresses by title."""
    markdown, pages = MarkdownIt("commonmark").enable("table"), {}
    for model in pd.read_csv(DATA / "08_reporting/comparison.csv")["model"]:
        card = (DATA / "08_reporting" / model / "model_card.md").read_text(encoding="utf-8")
        _, _, text = card.split("---\n", 2)  # the part before it is metadata
        page = f"cards/{model}.html"
        write_page(page, f"Model card: {model}", markdown.render(text))
        pages[FULL_NAMES.get(model, model)] = page
    return pages


def write_notebooks() -> dict[str, str]:
    """Run the notebooks and convert them to pages; return their addresses by title."""
    os.environ["PLOTLY_RENDERER"] = "notebook_connected"
    exporter, pages = HTMLExporter(template_name="basic"), {}
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        log.info("Running %s", path.name)
        book = nbformat.read(path, 4)
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(book, timeout=600, resources=resources).execute()
        drop_logs(book)
        body, _ = exporter.from_notebook_node(book)
        title = book.cells[0].source.partition("\n")[0].removeprefix("# ")
        page = f"notebooks/{path.stem}.html"
        write_page(page, title, ELSEWHERE.sub("", body), scripts=[f"../{PLOTLY}"])
        pages[title] = page
    return pages


def drop_logs(book: nbformat.NotebookNode) -> None:
    """Remove the messages of libraries (stderr) from a notebook."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def write_page(page: str, title: str, body: str, scripts: list[str] | None = None) -> None:
    """Write a page in the style of the report, with a link to the front page."""
    page_of_site = TEMPLATES.get_template("site_page.html.j2")
    text = page_of_site.render(title=title, body=body, scripts=scripts or [])
    (SITE / page).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

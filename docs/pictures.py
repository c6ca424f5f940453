"""Update the README's pictures and table, and save a PNG next to each figure of the report.

Pictures and table come from the same run. Run `make pictures` after `kedro run` and
`make viz-site`. Needs Chromium.
"""

import functools
import http.server
import logging
import sys
import threading
from pathlib import Path

import plotly.io
from chromium import CHROMIUM, FLAGS
from measured_pages import copy_tables
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).parents[1]
REPORTING = PROJECT / "data/08_reporting"
DOCS = PROJECT / "docs"
WIDTH = 860  # pixels, for figures without a width
GRAPH = """localStorage.setItem("KedroViz", JSON.stringify({
  visible: {sidebar: false, miniMap: false, graph: true}, theme: "light", showFeatureHints: false,
}))"""
log = logging.getLogger("pictures")


def main() -> None:
    """Make all pictures and the table, or exit with the reason."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if not CHROMIUM:
        sys.exit("Expected Chromium. Found none: neither the pictures nor the table were updated.")
    try:
        copy_tables(PROJECT, ["models"])
    except ValueError as error:
        sys.exit(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        show_report(browser)
        show_graph(browser)
        browser.close()
    save_figures()


def show_report(browser: Browser) -> None:
    """Capture the first screen of the report, and one Grad-CAM triptych."""
    page = browser.new_page(viewport={"width": 1180, "height": 960}, device_scale_factor=1.25)
    page.goto((REPORTING / "report.html").as_uri())
    page.locator("[data-figure=accuracy] .main-svg").first.wait_for()
    page.screenshot(path=DOCS / "report.png")
    explained = page.locator("article:has(.triptychs)").first
    page.get_by_role("radio", name=explained.get_attribute("data-model"), exact=True).check()
    explained.locator(".triptychs li:has(img)").first.screenshot(path=DOCS / "gradcam.png")
    page.close()


def show_graph(browser: Browser) -> None:
    """Capture the initial view of the graph, with stages and models."""
    handler = functools.partial(QuietHandler, directory=PROJECT / "build")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1600, "height": 620})
        page.add_init_script(GRAPH)
        page.goto(f"http://127.0.0.1:{server.server_port}/?types=task")
        page.locator(".pipeline-node").first.wait_for()
        page.wait_for_timeout(3000)  # until the graph has stopped moving
        page.screenshot(path=DOCS / "graph.png")
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that logs no requests."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def save_figures() -> None:
    """Save a PNG next to each figure."""
    logging.getLogger("kaleido").setLevel(logging.WARNING)
    logging.getLogger("choreographer").setLevel(logging.WARNING)
    files = (path for path in sorted(REPORTING.rglob("*.json")) if path.is_file())
    paths = [path for path in files if path.read_text().startswith('{"data":')]
    figures = [plotly.io.from_json(path.read_text()) for path in paths]
    plotly.io.write_images(
        figures,
        [path.with_suffix(".png") for path in paths],
        width=[figure.layout.width or WIDTH for figure in figures],
        height=[figure.layout.height for figure in figures],
        scale=2,
    )
    log.info("Saved %d pictures next to the figures in %s", len(paths), REPORTING)


if __name__ == "__main__":
    main()

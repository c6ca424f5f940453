"""What people look at, in a real browser."""

import functools
import http.server
import shutil
import threading

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from projects import KEDRO, run

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this system"),
]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def project(smoke_project, tmp_path_factory):
    """A copy of the smoke run, for commands that write into it."""
    return shutil.copytree(smoke_project, tmp_path_factory.mktemp("browsed") / "project")


@pytest.fixture
def open_page(browser):
    """Open an address; no error may occur on the page."""
    contexts, errors = [], []

    def visit(address, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(error))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def report(smoke_project, open_page):
    address = (smoke_project / "data/smoke/08_reporting/report.html").as_uri()
    return functools.partial(open_page, address)


def drawn(page, figure):
    """Scroll to a figure and wait until it is drawn."""
    place = page.locator(f"[data-figure='{figure}']")
    place.scroll_into_view_if_needed()
    place.locator(".main-svg").first.wait_for()
    return place


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 25, 29)")]
)
def test_the_report_fits_and_follows_the_colour_scheme(report, width, scheme, paper):
    page = report(viewport={"width": width, "height": 900}, color_scheme=scheme)
    drawn(page, "class_recall")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    figure = page.locator("[data-figure='class_recall'] .main-svg").first
    assert figure.evaluate("e => getComputedStyle(e).backgroundColor") == paper


def test_the_model_picker_shows_one_model(report):
    page = report()
    page.locator(".picker input").first.focus()
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".picker input:checked").get_attribute("value")
    assert page.locator("article.model:visible").get_attribute("data-model") == chosen
    drawn(page, f"{chosen}.confusion_matrix")
    page.locator("article.model:visible .gallery img").first.wait_for()


def test_the_gallery_follows_the_pair(report):
    page = report()
    article = page.locator("article.model:visible")
    article.locator("select.pair").select_option(index=1)
    true = article.locator("select.pair option").nth(1).inner_text().split(" taken for ")[0]
    assert article.locator(".gallery img").first.get_attribute("alt").startswith(true)


def test_a_table_is_sorted_by_its_heading(report):
    page = report()
    table = page.locator("#comparison table")
    cells = table.locator("tbody td:nth-child(2)")
    heading = table.locator("th", has_text="accuracy")
    for order, descending in (("descending", True), ("ascending", False)):
        heading.locator("button").click()
        shares = [float(text.rstrip("%")) for text in cells.all_inner_texts()]
        assert heading.get_attribute("aria-sort") == order
        assert shares == sorted(shares, reverse=descending)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_peoples_pictures_fits(project, open_page, tmp_path, width):
    shirt = Image.new("RGB", (900, 400), "white")
    shirt.paste("navy", (300, 60, 600, 340))
    shirt.save(tmp_path / f"{'long' * 20}.png")
    options = ["--pipelines=inference", f"--params=pictures={tmp_path}"]
    run([KEDRO, "run", "--env=smoke", *options], project)
    address = (project / "data/smoke/08_reporting/pictures.html").as_uri()
    page = open_page(address, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heat, picture = page.locator(".heat").bounding_box(), page.locator(".stack").bounding_box()
    third, rim = picture["width"] / 3, 0.02 * picture["width"]  # of the item, on each side
    assert heat["x"] - picture["x"] == pytest.approx(third, abs=rim)
    assert heat["width"] == pytest.approx(third, abs=2 * rim)


@pytest.fixture(scope="module")
def site(project):
    """The built graph, served."""
    run([KEDRO, "viz", "build", "--include-previews"], project, KEDRO_ENV="smoke")
    handler = functools.partial(QuietHandler, directory=project / "build")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_the_graph_shows_pipelines_layers_and_previews(site, open_page):
    page = open_page(site)
    page.get_by_text("logistic_regression").first.wait_for()
    page.locator(".pipeline-list .dropdown__label").click()
    listed = page.locator(".pipeline-list").inner_text()
    for pipeline in (
        "data_engineering",
        "deep_learning",
        "classical_ml",
        "evaluation",
        "reporting",
    ):
        assert pipeline in listed
    page.keyboard.press("Escape")
    layers = page.locator(".pipeline-layer-name").all_inner_texts()
    assert layers[:2] == ["raw", "intermediate"]
    page.locator(".row-text__label", has_text="sample_grid").first.click()
    page.locator(".pipeline-metadata .js-plotly-plot .main-svg").first.wait_for()

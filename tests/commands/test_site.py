"""The site: its pages in a real browser, and what its notebooks say about a run.

Some cells are added to the notebooks, which write what they say, and what it follows from, to
files.
"""

import base64
import functools
import http.server
import json
import re
import shutil
import sys
import threading

import nbformat
import numpy as np
import pandas as pd
import pytest
from browsing import list_barriers, measure_least_contrast
from bs4 import BeautifulSoup
from projects import BY_DEFAULT, KEDRO, PROJECT, run
from scipy.stats import binom, binomtest

pytestmark = pytest.mark.slow

WRITE_ANSWER = """
import json
(row,) = classifier([picture]).to_dict("records")
said = [row["model"], row["class"], row["probability"], about["accuracy"]]
with open("../answer.json", "w") as file:
    json.dump(said, file)
"""
WRITE_VARIANT = """
import json
blocks = [catalog.load("params:resnet").model_dump(), variant.model_dump()]
predicted = [table["y_pred"].tolist() for table in predictions.values()]
with open("../variant.json", "w") as file:
    json.dump([blocks, predicted], file)
"""


@pytest.fixture(scope="module")
def built(browsed_project):
    """A copy of the smoke run with the site, including the graph."""
    folder = browsed_project / "notebooks"
    add_cell(folder / "2_models.ipynb", write_rows_of_images)
    add_cell(folder / "3_own_picture.ipynb", lambda _: WRITE_ANSWER)
    add_cell(folder / "4_variant.ipynb", lambda _: WRITE_VARIANT)
    run([KEDRO, "viz", "build", "--include-previews"], browsed_project, KEDRO_ENV="smoke")
    shutil.copytree(browsed_project / "data/smoke", browsed_project / "data", dirs_exist_ok=True)
    shutil.copytree(PROJECT / "docs", browsed_project / "docs")
    run([sys.executable, "docs/static_site.py"], browsed_project, KEDRO_ENV="smoke")
    return browsed_project


def add_cell(path, make_source):
    book = nbformat.read(path, 4)
    book.cells.append(nbformat.v4.new_code_cell(make_source(book)))
    nbformat.write(book, path)


def write_rows_of_images(book):
    """The cell of the captioned images, in more rows."""
    (cell,) = (cell for cell in book.cells if "facet_col_wrap=5" in cell.source)
    two_columns = cell.source.replace("facet_col_wrap=5", "facet_col_wrap=2")
    return f"{two_columns}.write_json('../captions.json')"


@pytest.fixture(scope="module")
def site(built):
    """The address at which the site is served."""
    handler = functools.partial(QuietHandler, directory=built / "build/site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def found(built, notebook):
    """The sentences of a page that begin with `Found:`."""
    page = (built / f"build/site/notebooks/{notebook}.html").read_text(encoding="utf-8")
    texts = [place.get_text() for place in BeautifulSoup(page, "html.parser").find_all("p")]
    return [text.removeprefix("Found: ") for text in texts if text.startswith("Found: ")]


def test_each_caption_is_above_its_image(built):
    data = built / "data"
    pixels = np.load(data / "02_intermediate/test/pixels.npy")
    pair = json.loads((data / "07_model_output/chosen_pair.json").read_text())
    network, classical = (
        pd.read_parquet(data / "07_model_output" / pair[kind] / "predictions.parquet")
        for kind in ("network", "classical")
    )
    classes = network.columns.drop(["y_true", "y_pred"])
    pictures = list(list_pictures(json.loads((built / "captions.json").read_text())))
    assert len(pictures) > 2  # in two rows
    for image, caption in pictures:
        ((index,),) = (pixels == image).all(axis=(1, 2)).nonzero()
        label, answer = network["y_true"][index], classical["y_pred"][index]
        assert network["y_pred"][index] == label != answer
        assert caption == f"{classes[label]},<br>not {classes[answer]}"


def list_pictures(figure):
    """Each image of a figure of captioned images, and the caption right above it."""
    layout = figure["layout"]
    for trace in figure["data"]:
        across, up = (
            layout[f"{axis[0]}axis{axis[1:]}"]["domain"]
            for axis in (trace["xaxis"], trace["yaxis"])
        )
        (caption,) = (
            note["text"]
            for note in layout["annotations"]
            if (note["x"], note["y"]) == pytest.approx((sum(across) / 2, up[1]))
        )
        image = np.frombuffer(base64.b64decode(trace["z"]["bdata"]), trace["z"]["dtype"])
        yield image.reshape(28, 28), caption


def test_accuracies_are_those_of_the_predictions(built):
    text = found(built, "2_models")[0]
    said = re.search(
        r"images, (\w+), classifies ([\d.]+)%.* there, (\w+), ([\d.]+)%", text
    ).groups()
    for model, share in zip(said[::2], said[1::2], strict=True):
        table = pd.read_parquet(built / f"data/07_model_output/{model}/predictions.parquet")
        accuracy = (table["y_true"] == table["y_pred"]).mean()
        assert float(share) == pytest.approx(100 * accuracy, abs=0.0501)
    tests = pd.read_csv(built / "data/08_reporting/pairwise_tests.csv")
    (row,) = tests[tests[["model", "other"]].isin(said[::2]).all(axis=1)].to_dict("records")
    assert ("is not significant" in text) == (row["p_holm"] > 0.05)


def test_what_the_data_are_is_so(built):
    folder = built / "data/02_intermediate"
    counts, black, alike = found(built, "1_data")
    labels = {
        part: np.load(folder / part / "labels.npy") for part in ("train", "validation", "test")
    }
    for part, of_part in labels.items():
        assert f"{part}: {len(of_part):,} images" in counts
    by_class = np.bincount(labels["train"])
    assert f"has {by_class.min():,} images and the largest {by_class.max():,}." in counts
    pixels = np.load(folder / "test/pixels.npy")
    assert f"{np.mean(pixels == 0):.0%} of all pixels" in black
    images = np.load(folder / "train/pixels.npy").reshape(len(labels["train"]), -1)
    means = [images[labels["train"] == label].mean(axis=0) for label in range(10)]
    assert f"({np.tril(np.corrcoef(means), -1).max():.2f})" in alike


def test_the_verdict_on_a_picture_is_that_of_the_model(built):
    model, answer, probability, accuracy = json.loads((built / "answer.json").read_text())
    (text,) = found(built, "3_own_picture")
    assert text.startswith(f"{model} predicts {answer} with a probability of {probability:.0%},")
    assert f"It classifies {accuracy:.1%} of" in text


@pytest.fixture(scope="module")
def variant(built):
    return json.loads((built / "variant.json").read_text())


def test_a_variant_differs_in_its_epochs_alone_if_epochs_repeat_no_image(variant):
    blocks, _ = variant
    of_study, of_variant = (pd.json_normalize(block).to_dict("records")[0] for block in blocks)
    different = [path for path, value in of_study.items() if of_variant[path] != value]
    assert different == ["training.epochs"]


def test_what_is_said_of_a_variant_follows_from_its_predictions(variant, built):
    _, predictions = variant
    labels = np.load(built / "data/02_intermediate/validation/labels.npy")
    right = dict(zip(("resnet", "short resnet"), np.array(predictions) == labels, strict=True))
    better, worse = sorted(right, key=lambda name: -right[name].sum())
    won, lost = (
        int((right[one] & ~right[other]).sum()) for one, other in ((better, worse), (worse, better))
    )
    exact = binomtest(won, won + lost).pvalue
    p_value = exact - binom.pmf(lost, won + lost, 0.5)  # McNemar's mid-p test
    (text,) = found(built, "4_variant")
    points = 100 * (won - lost) / len(labels)
    assert text.startswith(f"{better} classifies {points:.1f} points more of the validation")
    assert f"than {worse}" in text
    assert ("is statistically significant" in text) == (p_value <= 0.05)
    assert f"(p = {p_value:.2g})" in text


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_the_front_page_answers_and_leads_to_every_page(site, open_page):
    page = open_page(site)
    assert "The best network on the validation images, a" in page.inner_text("body")
    links = [link.get_attribute("href") for link in page.get_by_role("link").all()]
    n_notebooks = len(list((PROJECT / "notebooks").glob("*.ipynb")))
    has_try_page = "try.html" in links  # not without npm
    assert len(links) == 2 + has_try_page + n_notebooks + len(BY_DEFAULT)
    assert all(page.request.get(f"{site}{link}").ok for link in links)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_front_page_is_whole_without_a_network(built, open_page, width, scheme):
    page, asked = open_page("about:blank", viewport={"width": width, "height": 900}), []
    page.context.set_offline(True)
    page.emulate_media(color_scheme=scheme)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((built / "build/site/index.html").as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.locator(".accuracies .number").count() == len(BY_DEFAULT)
    garments = page.locator(".garments li").all()
    assert len(garments) == 6
    for garment in garments:
        assert garment.locator("img").evaluate("image => image.naturalWidth") > 0
        said = garment.locator("dd").all_inner_texts()
        assert sum(len(models.split(",")) for models in said) in (1, len(BY_DEFAULT))  # 1: all
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measure_least_contrast(page) >= 4.5
    assert list_barriers(page) == []


def test_the_site_does_not_tell_where_it_was_made(built):
    files = [path for path in (built / "build/site").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if str(built).encode() in path.read_bytes()]


LISTED = ("cards/", "notebooks/")  # folders whose pages the front page lists


@pytest.fixture(scope="module")
def addresses(built):
    """The addresses of all pages on the site."""
    folder = built / "build/site"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def watch_requests(context):
    """A list to which each request of the context's pages adds its address."""
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    return asked


def assert_asked_only(site, asked, page):
    """Wait for requests by the scripts of all open pages, and look at all requests."""
    page.wait_for_timeout(500)
    assert asked
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


def test_pages_other_than_notebooks_and_cards_have_a_title_and_ask_no_other_host(
    site, open_page, addresses
):
    context = open_page("about:blank").context
    asked = watch_requests(context)
    for address in addresses:
        if not address.startswith(LISTED):
            page = context.new_page()
            page.goto(f"{site}{address}")
            assert page.title(), address
    assert_asked_only(site, asked, page)


# The captions of figures that are on an image or on another caption.
HIDDEN_CAPTIONS = """() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)]
    .map((element) => [element.textContent, element.getBoundingClientRect()]);
  const meet = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left) + 1
    && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 1;
  const captions = boxes(".annotation-text-g"), images = boxes(".js-plotly-plot image");
  return captions.flatMap(([text, box], place) => [...images, ...captions.slice(place + 1)]
    .filter(([, other]) => meet(box, other)).map(() => text));
}"""


def test_notebooks_and_cards_fit_hide_no_caption_and_ask_no_other_host(site, open_page, addresses):
    front, n_captions = open_page(site), {390: 0, 1280: 0}
    asked = watch_requests(front.context)
    listed = front.locator("a[href^=notebooks], a[href^=cards]")
    links = [link.get_attribute("href") for link in listed.all()]
    assert sorted(links) == [address for address in addresses if address.startswith(LISTED)]
    for link in links:
        page = front.context.new_page()
        for width in n_captions:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{site}{link}")
            for figure in page.locator(".plotly-graph-div").all():
                figure.locator(".main-svg").first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (link, width)
            assert page.evaluate(HIDDEN_CAPTIONS) == [], (link, width)
            assert link.startswith("cards") or "Found: " in page.inner_text("main")
            n_captions[width] += page.locator(".annotation-text-g").count()
        assert page.title(), link
        if link == "notebooks/2_models.html":
            assert "Found: the best network" in page.inner_text("main")
            assert page.locator("table").first.inner_text().strip().startswith("model")
    assert min(n_captions.values()) > 20
    assert_asked_only(site, asked, front)


def test_the_graph_shows_pipelines_layers_and_previews(site, open_page):
    page = open_page(site)
    page.get_by_role("link", name="The graph").click()
    page.get_by_text("logistic_regression").first.wait_for()
    shown = page.locator(".pipeline-node__text").all_text_contents()
    assert set(shown) == {"data_engineering", "evaluation", "reporting", *BY_DEFAULT}
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
    page.get_by_text("Datasets", exact=True).click()
    page.locator(".pipeline-layer-name").first.wait_for()
    layers = page.locator(".pipeline-layer-name").all_inner_texts()
    assert layers == ["raw", "intermediate", "model_input", "models", "model_output", "reporting"]
    page.locator(".row-text__label", has_text="accuracy_against_coverage").first.click()
    page.locator(".pipeline-metadata .js-plotly-plot .main-svg").first.wait_for()

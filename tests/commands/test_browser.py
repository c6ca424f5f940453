"""The report, in a real browser."""

import functools

import pytest
from browsing import IN_A_BROWSER, list_barriers

pytestmark = IN_A_BROWSER


@pytest.fixture
def report(smoke_project, open_page):
    address = (smoke_project / "data/smoke/08_reporting/report.html").as_uri()
    return functools.partial(open_page, address)


@pytest.fixture(scope="module")
def opened(smoke_project, browser):
    page = browser.new_page(viewport={"width": 1180, "height": 960})
    page.goto((smoke_project / "data/smoke/08_reporting/report.html").as_uri())
    yield page
    page.close()


@pytest.fixture
def screen(opened):
    """The report on a screen. Tests share the page, and no two change the same part of it."""
    opened.evaluate("scrollTo(0, 0)")
    yield opened
    assert opened.page_errors(filter="all") == []


def drawn(page, figure):
    """Scroll to a figure and wait until it is drawn."""
    place = page.locator(f"[data-figure='{figure}']")
    place.scroll_into_view_if_needed()
    place.locator(".main-svg").first.wait_for()
    return place


@pytest.mark.parametrize(
    ("scheme", "paper", "widths"),
    [("light", "rgb(255, 255, 255)", (390, 1280)), ("dark", "rgb(22, 25, 29)", (1280, 390))],
)
def test_the_report_fits_follows_the_colour_scheme_and_has_no_serious_barrier(
    report, scheme, paper, widths
):
    page = report(viewport={"width": widths[0], "height": 900}, color_scheme=scheme)
    drawn(page, "class_recall")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 390:
            assert_words_have_the_whole_width_and_captions_and_names_stay(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    figure = page.locator("[data-figure='class_recall'] .main-svg").first
    assert figure.evaluate("e => getComputedStyle(e).backgroundColor") == paper
    drawn(page, "accuracy")
    page.locator("details.data").first.locator("summary").click()
    assert list_barriers(page) == []


def assert_words_have_the_whole_width_and_captions_and_names_stay(page):
    cells = page.locator("#advice .words td")
    assert min(cell.bounding_box()["width"] for cell in cells.all()) > 340
    before = cells.last.evaluate("e => getComputedStyle(e, '::before').content")
    assert before == '"reason: "'
    place = page.locator("#comparison .scroll").first
    place.evaluate("e => { e.scrollLeft = e.scrollWidth; }")
    for kept in ("caption", "tbody th"):
        box = place.locator(kept).first.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390


def test_the_first_screen_shows_garments_with_two_answers_and_all_accuracies(screen):
    drawn(screen, "accuracy")
    strip = screen.locator(".strip")
    for place in (strip, screen.locator("[data-figure='accuracy']")):
        box = place.bounding_box()
        assert box["y"] + box["height"] <= 960
    images = strip.locator("img")
    assert images.count() >= 4
    assert all(images.evaluate_all("all => all.map((image) => image.naturalWidth > 0)"))
    for verdict, mark in (("right", "✓"), ("wrong", "✗")):  # not by colour alone
        texts = strip.locator(f"td.{verdict}").all_inner_texts()
        assert texts
        assert all(text.startswith(mark) for text in texts)


CLIPPED = """() => [...document.querySelectorAll(".scroll")]
  .filter((place) => place.scrollWidth > place.clientWidth + 1)
  .map((place) => place.getAttribute("aria-label"))"""
BROKEN = r"""() => {
  const range = document.createRange();
  const lines = (node, found) => {
    range.setStart(node, found.index);
    range.setEnd(node, found.index + found[0].length);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
  };
  const texts = (cell) => [...cell.querySelectorAll("*"), cell]
    .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3));
  return [...document.querySelectorAll("th, td")].flatMap(texts)
    .flatMap((node) => [...node.data.matchAll(/\w+/g)].filter((found) => lines(node, found) > 1))
    .map((found) => found[0]);
}"""


def test_no_table_is_clipped_on_a_laptop(report):
    page = report(viewport={"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    drawn(page, "class_recall")
    assert page.evaluate(CLIPPED) == []


def test_no_table_is_clipped_and_no_name_is_broken_on_paper(report):
    page = report(viewport={"width": 688, "height": 900})  # A4 without its margins
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    tables = "[...document.querySelectorAll('table')]"
    wide = f"{tables}.filter((t) => t.offsetWidth > t.parentElement.clientWidth + 1).length"
    assert page.evaluate(wide) == 0
    assert page.evaluate(BROKEN) == []


def test_a_link_opens_its_model(smoke_project, open_page):
    address = (smoke_project / "data/smoke/08_reporting/report.html").as_uri()
    page = open_page(f"{address}#model=resnet")
    assert page.locator("article.model:visible").get_attribute("data-model") == "resnet"
    page.evaluate("location.hash = '#model=knn'")
    page.locator("article[data-model=knn]").wait_for()
    page.locator(".picker input").first.focus()
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".picker input:checked").get_attribute("value")
    assert page.url.endswith(f"#model={chosen}")


def test_the_data_of_a_figure_is_a_table(screen):
    details = screen.locator("figure:has([data-figure=accuracy]) details.data")
    details.locator("summary").click()
    details.locator("tr").first.wait_for()
    assert details.locator("tbody tr").count() == screen.locator("#comparison tbody tr").count()
    assert "svm" in details.inner_text()
    details = screen.locator("figure:has([data-figure=pairwise_wins]) details.data")
    details.locator("summary").click()
    top = screen.evaluate("figures.pairwise_wins.data[0].y[0]")  # of a reversed axis
    assert details.locator("tbody tr").first.locator("th").inner_text() == top


def test_on_paper_every_model_is_shown_and_details_are_open(report, tmp_path):
    page = report()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article.model[hidden]").count() == 0
    assert page.locator("details:not([open], .data, .pair)").count() == 0
    page.locator("[data-figure='knn.confusion_matrix'] .main-svg").first.wait_for()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("article.model:visible").count() == 1
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").stat().st_size > 100_000


def test_without_scripts_every_model_and_a_sentence_for_each_figure_is_there(report):
    page = report(java_script_enabled=False)
    assert page.locator("article.model:visible").count() == page.locator("article.model").count()
    assert page.locator("noscript p", has_text="Accuracy on the test images").first.is_visible()


def test_the_model_picker_shows_one_model(screen):
    screen.locator(".picker input").first.focus()
    screen.keyboard.press("ArrowRight")
    chosen = screen.locator(".picker input:checked").get_attribute("value")
    assert screen.locator("article.model:visible").get_attribute("data-model") == chosen
    drawn(screen, f"{chosen}.confusion_matrix")
    screen.locator("article.model:visible .gallery img").first.wait_for()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_one_pair_of_confused_classes_shows_its_images(report, screen, with_scripts):
    page = screen if with_scripts else report(java_script_enabled=False)
    article = page.locator("article.model:visible").first
    pair = article.locator("details.pair").nth(1)
    pair.locator("summary").click()
    assert article.locator("details.pair[open]").count() == 1
    true = pair.locator("summary").inner_text().split(" predicted as ")[0]
    image = article.locator(".gallery img:visible").first
    assert image.get_attribute("alt").startswith(true)


def test_a_table_is_sorted_by_its_heading(screen):
    table = screen.locator("#comparison table")
    cells = table.locator("tbody td:nth-child(2)")
    heading = table.locator("th", has_text="accuracy")
    for order, descending in (("descending", True), ("ascending", False)):
        heading.locator("button").click()
        shares = [float(cell.get_attribute("data-value")) for cell in cells.all()]
        assert heading.get_attribute("aria-sort") == order
        assert shares == sorted(shares, reverse=descending)

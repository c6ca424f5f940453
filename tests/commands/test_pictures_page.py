"""The page of users' pictures, in a real browser."""

import re

import pytest
from browsing import IN_A_BROWSER, measure_least_contrast
from PIL import Image
from projects import KEDRO, run

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def answers(browsed_project, tmp_path_factory):
    """The address of the page of three pictures, of which one cannot be read."""
    folder = tmp_path_factory.mktemp("pictures")
    shirt = Image.new("RGB", (900, 400), "white")
    shirt.paste("navy", (300, 60, 600, 340))
    shirt.save(folder / f"{'long' * 20}.png")
    shirt.transpose(Image.Transpose.ROTATE_90).save(folder / "tall.png")
    (folder / "unread.png").touch()
    options = ["--pipelines=inference", f"--params=pictures={folder}"]
    printed = run([KEDRO, "run", "--env=smoke", *options], browsed_project)
    assert re.search(r"3 pictures: .*1 unread", printed)
    return (browsed_project / "data/smoke/08_reporting/pictures.html").as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_page_of_peoples_pictures_fits_and_can_be_read(answers, open_page, width, scheme):
    page = open_page(answers, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.locator("main summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measure_least_contrast(page) >= 4.5
    heat, given = page.locator("image.heat").first, page.locator(".panel svg").first
    # The frame is 1.2 times as long as the item, which is a third of the picture.
    expected = given.bounding_box()["width"] * 1.2 / 3
    assert heat.bounding_box()["width"] == pytest.approx(expected, rel=0.1)
    tiles = [tile.bounding_box()["y"] for tile in page.locator(".tile").all()]
    assert tiles[0] == tiles[1] < page.locator(".panel").first.bounding_box()["y"]


def test_peoples_pictures_are_filtered_and_unfolded_by_keyboard_without_scripts(answers, open_page):
    page = open_page(answers, java_script_enabled=False)
    articles, panels = page.locator("article .tile:visible"), page.locator(".panel:visible")
    assert (articles.count(), panels.count()) == (3, 0)
    page.locator(".about summary").focus()
    page.keyboard.press("Tab")  # to the filter
    page.keyboard.press("ArrowUp")  # from the first choice to the last
    assert articles.all_inner_texts() == [articles.first.inner_text()]
    assert "Not classified: the file is empty." in articles.first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    outline = page.locator("summary:focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert (articles.count(), panels.count()) == (3, 1)

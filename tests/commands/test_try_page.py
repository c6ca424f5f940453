"""The page that classifies pictures in the browser: it answers as the package does, and alone."""

import numpy as np
import pytest
import try_page
from browsing import IN_A_BROWSER, list_barriers, measure_least_contrast
from PIL import Image, ImageDraw
from try_agreement import ask_page, ask_python

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.foreground import bounding_box, find_item
from fashion_mnist.pictures.reading import read_picture

PATIENCE = 120_000  # milliseconds
PAPER = (240, 238, 230)

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("try") / "try.html"
    try:
        size = try_page.write_try_page(file)
    except InputError as error:
        pytest.skip(str(error))
    assert size < 20e6
    return file.as_uri()


@pytest.fixture
def visit(address, open_page):
    """Open the page; it may request nothing but itself, and log no error."""
    requested, logged = [], []

    def open_it(**options):
        page = open_page("about:blank", **options)
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: requested.append(request.url))
        page.on("console", lambda message: logged.append(message.text))
        page.goto(address)
        return page

    yield open_it
    assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []
    assert logged == []


def try_example(page):
    """Click an example, and wait until the answer is spoken."""
    page.locator("#examples button").first.click()
    return wait_for_answer(page)


def wait_for_answer(page, before=""):
    page.wait_for_function(
        "(before) => ![before, ''].includes(find('spoken').textContent)", arg=before
    )
    return page.locator("#spoken").text_content()


def draw(size, paper, shapes, mode="RGB"):
    """Draw rectangles and ellipses, [(name, box, colour)], on a plain picture."""
    image = Image.new(mode, size, paper)
    for name, box, colour in shapes:
        getattr(ImageDraw.Draw(image), name)(box, fill=colour)
    return image


def draw_pictures():
    """Return ten pictures by name: of many sizes, noisy, transparent, grey, and an empty one."""
    noise = np.random.default_rng(0).normal(0, 12, (700, 900, 1))
    shirt = [("rectangle", (300, 150, 600, 600), (60, 40, 90))]
    noisy = np.asarray(draw((900, 700), (200, 180, 175), shirt)) + noise
    shade = np.broadcast_to(np.linspace(255, 190, 555)[:, np.newaxis], (333, 555, 3)).copy()
    shade[60:300, 200:350], shade[60:300, 352:420] = (230, 225, 140), (100, 125, 240)
    ring = [
        ("ellipse", (30, 20, 100, 80), (220, 200, 60)),
        ("ellipse", (58, 42, 70, 54), (20, 90, 20)),
    ]
    disk = ("ellipse", (90, 60, 400, 400), (200, 60, 90, 255))
    clear = ("rectangle", (0, 0, 50, 50), (0, 0, 0, 120))
    return {
        "plain": draw((200, 300), PAPER, [("rectangle", (50, 80, 150, 250), (30, 60, 120))]),
        "hole": draw((131, 90), (20, 90, 20), ring),
        "noisy": Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)),
        "shade": Image.fromarray(shade.astype(np.uint8)),
        "transparent": draw((640, 480), (0, 0, 0, 0), [disk], "RGBA"),
        "spot": draw((640, 480), (*PAPER, 255), [disk, clear], "RGBA"),
        "empty": draw((160, 120), (128, 128, 128), []),
        "tiny": draw((28, 28), 0, [("rectangle", (8, 3, 20, 25), 170)], "L"),
        "large": draw((3000, 2200), PAPER, [("rectangle", (700, 300, 1900, 2000), (20, 40, 70))]),
        "slim": draw((50, 1200), PAPER, [("rectangle", (10, 300, 40, 800), (30, 60, 120))]),
    }


def test_the_page_answers_as_python_does(visit, tmp_path):
    paths = []
    for name, image in draw_pictures().items():
        paths.append(tmp_path / f"{name}.png")
        image.save(paths[-1])
    for path, expected, received in zip(
        paths, ask_python(paths), ask_page(visit(), paths, with_mask=True), strict=True
    ):
        mask = find_item(read_picture(path))
        found = np.reshape(received["mask"] or np.zeros(mask.size), mask.shape).astype(bool)
        assert (found == mask).mean() >= 0.995, path.name
        assert received["verdict"] == expected["verdict"], path.name
        if expected["verdict"] == "unread":
            assert not mask.any()
            continue
        box = [received["box"][side] for side in ("top", "left", "height", "width")]
        assert np.abs(np.subtract(box, bounding_box(mask))).max() <= 1, path.name
        difference = np.subtract(received["crops"], expected["crops"], dtype=int)
        assert np.abs(difference).max() <= 2, path.name
        assert received["class"] == expected["class"], path.name
        assert received["probability"] == pytest.approx(expected["probability"], abs=0.02)


def test_a_file_is_answered_and_one_that_is_no_picture_is_refused(visit, tmp_path):
    page, picture, text = visit(), tmp_path / "a.jpg", tmp_path / "b.jpg"
    draw_pictures()["plain"].save(picture)
    text.write_text("no picture")
    page.locator("#file").set_input_files(picture)
    assert wait_for_answer(page)
    page.locator("#file").set_input_files(text)
    page.get_by_text("cannot read this file as a picture").wait_for()


def test_the_frame_can_be_moved_by_keys_and_numbers_and_mouse(visit):
    page = visit(viewport={"width": 1280, "height": 1000})
    page.locator("#examples button").first.focus()
    page.keyboard.press("Enter")
    wait_for_answer(page)
    page.locator("#frame").focus()
    before = page.evaluate("shown.box")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    moved = page.evaluate("shown.box")
    assert moved == before | {"left": before["left"] + 5, "height": before["height"] - 5}
    page.get_by_text("Set the frame by numbers").click()
    page.get_by_label("left (pixels)").fill("20")
    page.keyboard.press("Tab")
    assert page.evaluate("shown.box.left") == 20
    stage = page.locator("#stage").bounding_box()
    page.mouse.move(stage["x"] + 2, stage["y"] + 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + 202, stage["y"] + 102)
    page.mouse.up()
    drawn = page.evaluate("shown.box")
    scale = page.evaluate("shown.picture.width") / stage["width"]
    assert drawn["width"] == pytest.approx(200 * scale, abs=2)
    assert drawn["height"] == pytest.approx(100 * scale, abs=2)
    page.wait_for_function("shown.answer.box === shown.box")


def test_an_empty_picture_is_answered_once_the_frame_is_moved(visit, tmp_path):
    page, path = visit(), tmp_path / "empty.png"
    draw_pictures()["empty"].save(path)
    page.locator("#file").set_input_files(path)
    page.get_by_text("Nothing stands out").wait_for()
    assert not page.locator("#result").is_visible()
    page.locator("#frame").press("Shift+ArrowLeft")
    assert wait_for_answer(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_page_fits_and_has_no_barrier(visit, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try_example(page)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measure_least_contrast(page) >= 4.5
    assert list_barriers(page) == []


def test_a_package_with_another_digest_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(try_page, "PACKAGES", tmp_path)
    archive = tmp_path / f"{try_page.NAME}-{try_page.VERSION}.tgz"
    archive.write_bytes(b"another")
    with pytest.raises(ValueError, match="Expected onnxruntime-web"):
        try_page.read_runtime()
    assert not archive.exists()


def test_without_npm_the_page_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(try_page, "PACKAGES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"Install Node\.js"):
        try_page.read_runtime()

"""The app, in a real browser."""

import os
import re
import socket
import subprocess

import pytest
from browsing import IN_A_BROWSER, measure_least_contrast
from PIL import Image
from projects import KEDRO, copy_project, run

APP = [KEDRO, "app", "--env=smoke", "--no-browser"]
WATCH = """import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open(os.environ["ASKED"], "a") as file:
            file.write(f"{arguments[-1] if event == 'socket.connect' else arguments[:1]}\\n")

sys.addaudithook(note)
"""

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def app(smoke_project, tmp_path_factory):
    """The address of an app, the folder of its temporary files, and the file of what it asked."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "sitecustomize.py").write_text(WATCH)
    kept, asked = folder / "kept", folder / "asked.txt"
    kept.mkdir()
    environment = {"PYTHONPATH": str(folder), "TMPDIR": str(kept), "ASKED": str(asked)}
    with subprocess.Popen(
        APP, cwd=smoke_project, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    ) as process:
        line = next(line for line in process.stdout if "The app is at" in line)
        yield re.search(r"http://\S+/", line)[0], kept, asked
        process.terminate()
        process.communicate(timeout=60)
    assert list(kept.iterdir()) == []


@pytest.fixture
def visit(app, open_page):
    """Open the app; it may ask no other place for anything."""
    address, _, asked = app
    requested = []

    def open_app(**options):
        page = open_page("about:blank", **options)
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        page.locator("#examples button").first.wait_for()
        return page

    yield open_app
    assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []
    assert not re.sub(r".*(127\.0\.0\.1|localhost).*\n", "", asked.read_text())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dropped")
    shirt = Image.new("RGB", (900, 400), "white")
    shirt.paste("navy", (300, 60, 600, 340))
    shirt.save(folder / "shirt.png")
    (folder / "text.png").write_text("no picture")
    Image.new("1", (8000, 8000)).save(folder / "large.png")
    (folder / "heavy.png").write_bytes(bytes(21 * 10**6))
    return folder


def drop(page, path):
    page.locator("input[type=file]").first.set_input_files(path)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_dropped_picture_is_answered_with_its_steps_and_not_kept(
    app, visit, folder, width, scheme
):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    drop(page, folder / "shirt.png")
    page.locator(".steps li").nth(1).wait_for()
    assert page.locator(".bars dt").count() == 3
    assert page.locator("svg[aria-label^='The parts of the picture that support']").count() == 1
    assert re.search("Sure|Not sure|Unlike", page.locator(".prediction").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measure_least_contrast(page) >= 4.5
    assert page.get_by_text("The heat map (Grad-CAM) is a hint, not proof").count() == 1
    assert list(app[1].rglob("uploads/*")) == []


def test_the_page_says_who_answers_and_how_well(visit):
    page = visit()
    claim = r"released correctly classifies \d+\.\d% of held-out photographs"
    page.locator("body", has_text=re.compile(claim)).wait_for()
    assert page.locator(".about pre").count() == 0
    assert not page.get_by_text("A picture is called unlike the training images").is_visible()
    page.get_by_text("What “sure” and “unlike” mean").click()
    assert page.get_by_text("A picture is called unlike the training images").is_visible()


def test_an_example_is_answered_by_keyboard(visit):
    page = visit()
    page.locator("#examples button").nth(3).focus()
    page.keyboard.press("Enter")
    page.locator(".steps li").nth(1).wait_for()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("text.png", "Not classified: not a picture in a known format"),
        ("large.png", "Not classified: the picture has more than 50 megapixels"),
        ("heavy.png", "exceed the maximum allowed size of 20"),
    ],
)
@pytest.mark.hostile_picture
def test_a_file_that_is_not_answered_is_told_why(visit, folder, name, reason):
    page = visit()
    drop(page, folder / name)
    page.get_by_text(reason).first.wait_for()


def test_the_app_is_bound_to_this_computer(app):
    port = int(app[0].rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port)):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))


@pytest.mark.bad_input
def test_a_port_that_is_taken_is_told(app, smoke_project):
    port = app[0].rsplit(":", 1)[1].strip("/")
    printed = run([*APP, f"--port={port}"], smoke_project, code=1)
    assert f"Expected a free port of this computer. Received {port}" in printed
    assert "Traceback" not in printed


@pytest.mark.bad_input
def test_without_a_model_of_its_classes_the_app_says_what_to_run(tmp_path):
    project = copy_project(tmp_path / "project")
    with (project / "conf/smoke/parameters.yml").open("a") as file:
        file.write("\nclasses: [cat, dog]\n")
    printed = run(APP, project, code=1)
    assert "Expected a model that has been run: none has." in printed
    assert "kedro run --env=smoke --pipelines=robust first" in printed
    assert "Traceback" not in printed

"""The parts of the app; a browser looks at the whole."""

import os
import subprocess
import sys
import time
from functools import partial
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from fashion_mnist import cli
from fashion_mnist.cli import app
from fashion_mnist.pictures.conversion import Explained
from fashion_mnist.runtime import app_requests
from fashion_mnist.runtime.app_requests import (
    REMOVED,
    answer_and_remove,
    choose_examples,
    is_own_name,
    receive_upload,
    socket,
)


class Refusing:
    """A classifier that reads nothing."""

    def explain(self, picture):
        return Explained(pd.Series({"reason": f"there is no {picture.name}"}))


def test_an_example_of_each_class_is_its_first_image():
    images = np.array([[[1]], [[2]], [[3]]], np.uint8)
    examples = choose_examples(images, np.array([1, 0, 1]), ["bag", "coat"])
    assert [(image.getpixel((0, 0)), name) for image, name in examples] == [(2, "bag"), (1, "coat")]
    assert examples[0][0].size == (280, 280)


def test_an_example_keeps_its_proportions():
    [(image, _)] = choose_examples(np.zeros((1, 2, 4), np.uint8), np.array([0]), ["bag"])
    assert image.size == (280, 140)


def test_an_answered_file_is_removed(tmp_path):
    path = tmp_path / "a.png"
    path.write_text("no picture")
    assert "there is no a.png" in answer_and_remove(Refusing(), path, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_removed_even_if_it_cannot_be_answered(tmp_path):
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(AttributeError):
        answer_and_remove(None, path, tmp_path)
    assert not path.exists()


@pytest.mark.bad_input
def test_no_file_but_an_uploaded_one_is_answered_or_removed(tmp_path):
    folder, path = tmp_path / "uploads", tmp_path / "a.png"
    (folder / "inner").mkdir(parents=True)
    path.touch()
    outside = (path, folder / "../a.png", folder, folder / "..", folder / "inner", folder / "none")
    for other in outside:
        assert REMOVED in answer_and_remove(Refusing(), other, folder)
    assert path.exists()


@pytest.mark.hostile_picture
@pytest.mark.parametrize("edge", [7_100, 20_000])  # 50.4 megapixels, more than Pillow opens
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path, edge):
    path = tmp_path / "large.png"
    Image.new("1", (edge, edge)).save(path)
    assert "more than 50 megapixels" in answer_and_remove(Refusing(), path, tmp_path)


@pytest.mark.bad_input
def test_without_gradio_the_app_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    monkeypatch.delitem(sys.modules, "fashion_mnist.runtime.app_page", raising=False)
    monkeypatch.setattr(cli, "settings", SimpleNamespace(SESSION_CLASS=MagicMock()))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    done = CliRunner().invoke(app, [])
    assert done.exit_code == 1
    assert "Received none: run .venv/bin/python -m pip install -e '.[app]' in" in done.output


def test_nothing_but_the_app_imports_gradio():
    code = (
        "import sys, fashion_mnist.runtime.classifier, fashion_mnist.cli\n"
        "print('gradio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


EVERYWHERE = "0.0.0.0"  # noqa: S104
PICTURE = {"files": ("a.png", b"a picture")}


@pytest.fixture
def send(tmp_path):
    """Upload a picture into the temporary folder."""
    routes = [Route("/", partial(receive_upload, tmp_path), methods=["POST"])]
    with TestClient(Starlette(routes=routes)) as client:
        yield lambda: client.post("/", files=PICTURE)


def test_one_picture_sent_twice_is_two_files(send, tmp_path):
    paths = [send().json()[0] for _ in range(2)]
    assert sorted(map(str, tmp_path.iterdir())) == sorted(paths)
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"a picture"}


def test_a_picture_that_nobody_asks_about_is_removed(send, tmp_path, monkeypatch):
    monkeypatch.setattr(app_requests, "UPLOAD_SECONDS", 0.01)
    assert send().is_success
    deadline = time.monotonic() + 10
    while list(tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.fault
def test_uploads_beyond_the_limit_are_refused_until_others_are_answered(
    send, tmp_path, monkeypatch
):
    monkeypatch.setattr(app_requests, "MAX_UPLOADS", 2)
    assert [send().status_code for _ in range(3)] == [200, 200, 503]
    next(tmp_path.iterdir()).unlink()
    assert send().is_success


@pytest.mark.parametrize(
    ("name", "host", "is_own"),
    [
        ("localhost", "127.0.0.1", True),
        ("shop.example", "127.0.0.1", False),
        ("192.0.2.1", "127.0.0.1", False),
        ("localhost", EVERYWHERE, True),
        ("192.0.2.1", EVERYWHERE, True),
        ("2001:db8::1", EVERYWHERE, True),
        ("laptop", EVERYWHERE, True),
        ("laptop.local", EVERYWHERE, True),
        ("laptop.example", EVERYWHERE, False),
        ("", EVERYWHERE, False),
        ("shop.example", "Shop.example", True),
    ],
)
def test_names_are_those_of_this_computer(monkeypatch, name, host, is_own):
    monkeypatch.setattr(socket, "gethostname", lambda: "Laptop")
    assert is_own_name(name, host) == is_own

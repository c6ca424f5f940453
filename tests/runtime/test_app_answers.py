"""The parts of the app; a browser looks at the whole."""

import os
import subprocess
import sys
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image

from fashion_mnist import cli
from fashion_mnist.pictures.explained import Explained
from fashion_mnist.runtime.app_answers import GONE, answer_and_remove, choose_examples


class Refusing:
    """A classifier that reads nothing."""

    def explain(self, picture):
        return Explained(pd.Series({"reason": f"there is no {picture.name}"}))


def test_an_example_of_each_class_is_its_first_image():
    images = np.array([[[1]], [[2]], [[3]]], np.uint8)
    examples = choose_examples(images, np.array([1, 0, 1]), ["bag", "coat"])
    assert [(image.getpixel((0, 0)), name) for image, name in examples] == [(2, "bag"), (1, "coat")]
    assert examples[0][0].size == (280, 280)


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
        assert GONE in answer_and_remove(Refusing(), other, folder)
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
    monkeypatch.setattr(cli, "make_catalog", lambda context: None)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    done = CliRunner().invoke(cli.app, [])
    assert done.exit_code == 1
    assert "Received none: run .venv/bin/python -m pip install -e '.[app]' in" in done.output


def test_nothing_but_the_app_imports_gradio():
    code = (
        "import sys, fashion_mnist.runtime.classifier, fashion_mnist.cli\n"
        "print('gradio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

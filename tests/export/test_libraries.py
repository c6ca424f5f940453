import numpy as np
import pytest

from fashion_mnist import export
from fashion_mnist.parameters.errors import InputError


def test_missing_libraries_are_named_with_what_installs_them(monkeypatch):
    export.check_libraries()
    monkeypatch.setattr(export, "find_spec", lambda name: None if name == "onnx" else name)
    with pytest.raises(
        InputError, match=r"Expected onnx to write .* pip install -e '\.\[export\]'"
    ):
        export.check_libraries()


def test_a_description_can_be_written_as_json():
    levels = np.array([0, 0.5, 1], np.float32)
    assert export.describe(("bag", "coat"), (28, 28, 1), levels, 10, {"onnx": "why"}) == {
        "classes": ["bag", "coat"],
        "image_shape": [28, 28, 1],
        "levels": [0, 0.5, 1],
        "views": 10,
        "not_written": {"onnx": "why"},
    }

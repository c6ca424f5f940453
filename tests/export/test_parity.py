import numpy as np
import pytest

from fashion_mnist.export import parity

IMAGES = np.zeros((4, 2, 2, 1), np.float32)
OWN = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0.2, 0.8]])
OTHER = np.array([[0.8, 0.2], [0.4, 0.6], [0.5, 0.5], [0.2, 0.8]])


@pytest.fixture
def answers(monkeypatch):
    """A file answers by what it holds, whatever the images."""
    by_content = {b"own": OWN, b"other!": OTHER}

    def open_made_up(content):
        return lambda images: by_content[content][: len(images)]

    monkeypatch.setattr(parity, "OPENERS", {"onnx": open_made_up, "litert": open_made_up})


def test_differences_and_equal_answers_are_measured(answers):
    table = parity.compare({"onnx": b"own", "litert": b"other!"}, OWN, IMAGES, {})
    assert table["format"].tolist() == ["onnx", "litert"]
    assert table["bytes"].tolist() == [3, 6]
    assert table["largest_difference"].tolist() == pytest.approx([0, 0.2])
    assert table["equal_answers"].tolist() == [1, 0.75]
    assert (table["milliseconds"] > 0).all()
    assert table["not_written"].tolist() == ["", ""]


def test_what_was_not_written_has_a_reason_and_no_numbers(answers):
    table = parity.compare({"onnx": b""}, OWN, IMAGES, {"onnx": "no such step"})
    (row,) = table.to_dict("records")
    assert row["bytes"] == 0
    assert row["not_written"] == "no such step"
    assert np.isnan([row["milliseconds"], row["largest_difference"], row["equal_answers"]]).all()

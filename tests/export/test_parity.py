import numpy as np
import pytest

from fashion_mnist import export
from fashion_mnist.export import parity
from fashion_mnist.export.networks import to_litert, to_onnx, with_views
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import errors
from fashion_mnist.parameters.errors import InputError

IMAGES = np.zeros((4, 2, 2, 1), np.float32)
OWN = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0.2, 0.8]])
OTHER = np.array([[0.8, 0.2], [0.4, 0.6], [0.5, 0.5], [0.2, 0.8]])
SEEN = np.random.default_rng(0).uniform(0, 1, (7, 8, 8, 1)).astype(np.float32)


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


@pytest.fixture(scope="module")
def exported():
    """A network's files, its answers to `SEEN`, and the weights of its last layer."""
    keras.utils.set_random_seed(0)
    network = build_network("cnn", (8, 8, 1), n_classes=3)
    whole, _ = with_views(network, False, 0)
    files = {"onnx": to_onnx(whole), "litert": to_litert(whole)}
    own = make_predictor(network, precision="float32")(SEEN)
    return files, own, network.get_layer("logits").get_weights()[0]


def test_whole_files_answer_as_the_network(exported):
    files, own, _ = exported
    table = parity.compare(files, own, SEEN, {})
    assert (table["largest_difference"] < 1e-5).all()
    assert (table["equal_answers"] == 1).all()


@pytest.mark.fault
@pytest.mark.parametrize("name", ["onnx", "litert"])
def test_lost_weights_are_found(exported, name):
    files, own, weights = exported
    (stored,) = {w.tobytes() for w in (weights, weights.T) if w.tobytes() in files[name]}
    damaged = files[name].replace(stored, bytes(len(stored)))  # all zero: each class is as likely
    (row,) = parity.compare({name: damaged}, own, SEEN, {}).to_dict("records")
    assert row["largest_difference"] == pytest.approx(np.abs(own - 1 / 3).max(), abs=1e-5)
    assert row["equal_answers"] == np.mean(own.argmax(axis=1) == 0)


@pytest.mark.fault
@pytest.mark.parametrize("name", ["onnx", "litert"])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused(exported, name, share):
    files, own, _ = exported
    part = files[name][: int(share * len(files[name]))]
    with pytest.raises(InputError, match=f"Expected a complete {name} file"):
        parity.compare({name: part}, own, SEEN, {})


def test_missing_libraries_are_named_with_what_installs_them(monkeypatch):
    export.check_libraries()
    monkeypatch.setattr(errors, "find_spec", lambda name: None if name == "onnx" else name)
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

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.blocks import Sample
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.export import pipeline

IMAGES = normalise(np.random.default_rng(0).integers(256, size=(12, 8, 8, 1), dtype=np.uint8))
LABELS = np.arange(12, dtype=np.uint8) % 3
CLASSES = ["bag", "coat", "boot"]
OPTIONS = Sample(images=5)


def fit(step):
    block = ClassicalModel(steps=[step])
    part = (IMAGES.reshape(12, -1), LABELS)
    return fit_classifier(block, part, part, seed=0)[0]


def test_a_network_is_written_and_compared():
    block = Network(architecture="cnn", training={"epochs": 1, "optimizer": {"learning_rate": 0.1}})
    network = build_network("cnn", (8, 8, 1), n_classes=3)
    onnx, litert, about = pipeline.write_network(network, IMAGES, CLASSES, block)
    assert about == {
        "classes": CLASSES,
        "image_shape": [8, 8, 1],
        "levels": IMAGES.levels.tolist(),
        "views": 2,
        "not_written": {},
    }
    table = pipeline.compare_network(onnx, litert, network, IMAGES, block, OPTIONS)
    assert table["format"].tolist() == ["onnx", "litert"]
    assert (table["largest_difference"] < 1e-5).all()


def test_a_classical_model_is_written_and_compared():
    model = fit({"type": "sklearn.linear_model.LogisticRegression"})
    onnx, about = pipeline.write_classical(model, IMAGES, CLASSES)
    assert about["not_written"] == {}
    (row,) = pipeline.compare_classical(onnx, about, model, IMAGES, OPTIONS).to_dict("records")
    assert row["bytes"] == len(onnx)
    assert row["largest_difference"] < 1e-5


def test_a_model_that_cannot_be_written_does_not_end_the_run(caplog):
    model = fit({"type": "sklearn.neighbors.KNeighborsClassifier", "metric": "manhattan"})
    onnx, about = pipeline.write_classical(model, IMAGES, CLASSES)
    assert onnx == b""
    assert "Received manhattan" in caplog.text
    table = pipeline.compare_classical(onnx, about, model, IMAGES, OPTIONS)
    whole = pipeline.gather(knn=table)
    assert whole["model"].tolist() == ["knn"]
    assert "Received manhattan" in whole["not_written"][0]


def test_files_that_answer_otherwise_are_warned_of(caplog):
    table = pd.DataFrame({"format": ["onnx", "litert"], "equal_answers": [0.985, 0.975]})
    whole = pipeline.gather(cnn=table, knn=table.assign(equal_answers=np.nan))  # not written
    assert len(whole) == 4
    assert [message.partition(" of")[0] for message in caplog.messages] == [
        "cnn as litert agrees with the model on only 97.5%"
    ]


def test_only_so_many_images_are_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "fashion_mnist.export.parity.compare", lambda files, own, images, why: asked.append(images)
    )
    model = fit({"type": "sklearn.linear_model.LogisticRegression"})
    pipeline.compare_classical(b"", {"not_written": {}}, model, IMAGES, OPTIONS)
    assert len(asked[0]) == 5


@pytest.mark.parametrize(("n", "chosen"), [(3, [0, 5, 11]), (12, range(12)), (50, range(12))])
def test_images_of_all_classes_are_compared_even_if_sorted_by_class(n, chosen):
    np.testing.assert_array_equal(pipeline.spread(IMAGES, n), IMAGES[list(chosen)])

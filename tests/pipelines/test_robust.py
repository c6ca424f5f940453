"""The predictions that choose the threshold are made in the same way as for users' pictures."""

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.images.arrays import one_hot
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.pictures.photographs import Photographs
from fashion_mnist.pipelines import robust_template
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.inference.models import load_model
from fashion_mnist.pipelines.robust import pipeline
from fashion_mnist.robustness.backgrounds import Randomisation
from fashion_mnist.robustness.domain_randomisation import make_all_backgrounds

CLASSES = ["bag", "coat", "boot"]
SIZE = 16
LABELS = np.arange(60) % 3
RANDOMISATION = Randomisation(kinds=["plain"], backgrounds=60, min_scale=0.8)
BLOCK = {
    "architecture": "resnet",
    "training": {"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
    "tta_flip": True,
}


@pytest.fixture(scope="module")
def items():
    """Bright rectangles, of another shape for each class, on black."""
    images = np.zeros((len(LABELS), SIZE, SIZE, 1), np.uint8)
    for image, label in zip(images, LABELS, strict=True):
        image[3 + label : 13 - label, 4:12] = 200
    return normalise(images)


@pytest.fixture(scope="module")
def backgrounds(items):
    return make_all_backgrounds(items, RANDOMISATION, 0)


@pytest.fixture(scope="module")
def pictures(items, backgrounds):
    encoded = one_hot(LABELS, CLASSES)
    return pipeline.make_validation_pictures(
        items, items, encoded, backgrounds[1], LABELS, CLASSES, RANDOMISATION, 0
    )


def test_pairs_that_are_no_classes_are_told(items, backgrounds, caplog):
    caplog.set_level("INFO", "fashion_mnist")
    options = Randomisation(kinds=["plain"], pairs=["Boot", "boot"])
    three, encoded = normalise(items.pixels[:3]), one_hot(LABELS[:3], CLASSES)
    pipeline.make_validation_pictures(
        three, three, encoded, backgrounds[1], LABELS[:3], CLASSES, options, 0
    )
    assert "`randomisation.pairs` that are no classes: ['Boot']" in caplog.text


@pytest.fixture(scope="module")
def network():
    return build_network("resnet", (SIZE, SIZE, 3), 3)


def test_validation_images_are_converted_as_pictures_are(pictures):
    labels, crops = pictures
    n = len(labels)
    assert n > len(LABELS) / 2
    assert crops.shape == (n, 4, SIZE, SIZE, 3)
    assert crops.any(axis=(1, 2, 3, 4)).all()


def test_the_predictor_that_is_judged_is_the_one_that_answers(items, pictures, network):
    labels, crops = pictures
    classifier = {
        "model": "robust",
        "judged_on": "validation images on backgrounds",
        "relative_threshold": None,
        "largest_ood_score": None,
        "input_spec": {"shape": [SIZE, SIZE, 3], "cut_out": True},
    }
    artifacts = {"network": {"robust": lambda: network}, "released": None}
    model = load_model(classifier, {"robust": BLOCK, "classes": CLASSES}, items, artifacts)
    answers, _ = model.classify(dict.fromkeys(map(str, range(len(labels)))), crops)

    block = Network.model_validate(BLOCK)
    judged = pipeline.predict_validation_pictures(network, crops, labels, items, CLASSES, block)
    confidence = judged[CLASSES].max(axis=1)
    np.testing.assert_allclose(confidence, answers["probability"], atol=1e-6)


@pytest.mark.parametrize(
    ("held_out", "learned", "judged"), [(0, [1, 2], [3]), (1, [0, 2, 3], [1]), (None, range(4), [])]
)
def test_a_network_learns_from_the_other_folds_and_is_judged_on_its_own(held_out, learned, judged):
    table = pd.DataFrame({"fold": [0, 1, 2, 0]})
    labels, squares = np.full((4, 3), 1 / 3, np.float32), np.arange(4)
    labels[[1, 3]] = (0, 1, 1)  # the first photograph of fold 0 shows no class
    options = Photographs(kinds={}, share=0.5)
    chosen = robust_template.select_photographs(table, labels, squares, options, held_out)
    assert (chosen.squares.tolist(), chosen.share) == (list(learned), 0.5)
    np.testing.assert_array_equal(chosen.labels, labels[list(learned)])
    if held_out is not None:
        kept = robust_template.select_held_out(table, labels, held_out)
        assert squares[kept].tolist() == judged


def test_without_photographs_a_network_learns_from_images_alone():
    assert robust_template.select_photographs(None, None, None, Photographs(kinds={}), 0) is None

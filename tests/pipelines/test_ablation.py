"""Variants of the study's models, fitted like them."""

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.effects import Ablation, ClassicalVariant
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.ablation import pipeline
from fashion_mnist.pipelines.data_engineering.pipeline import normalise

CLASSES = ["bag", "coat"]


@pytest.mark.parametrize(("train_on", "n"), [(None, 10), (6, 6)])
def test_each_image_that_the_study_fits_on_has_a_mirrored_copy(monkeypatch, train_on, n):
    pixels = np.zeros((10, 1, 2, 1), np.uint8)
    pixels[:, 0, 0, 0] = np.arange(1, 11) * 20  # on the left, mirrored on the right
    images, labels = normalise(pixels), np.array([0, 1] * 5, np.uint8)
    given = []

    def fit_classifier(block, train, validation, seed, shape):
        features, known = train
        given.append((block.train_on, np.asarray(features), known))
        return fit(block, train, validation, seed, shape)

    fit = pipeline.fit_classifier
    monkeypatch.setattr(pipeline, "fit_classifier", fit_classifier)
    bayes = {"type": "sklearn.naive_bayes.GaussianNB", "var_smoothing": 0.1}
    recipe = ClassicalModel(steps=[bayes], train_on=train_on)
    study = pd.DataFrame({"y_true": labels, "y_pred": labels})
    variant = ClassicalVariant(in_study=False, mirrored=True)
    parts = (images, labels, images, labels, images)
    options = (study, {"fit_seconds": 1.0}, recipe, variant, CLASSES, 0, "bayes", "mirrored_copies")
    effect = pipeline.compare_variant(*parts, *options)
    assert effect["accuracy_without"] == 1
    [(fitted_on, features, known)] = given
    assert len(features) == len(known) == 2 * n
    assert fitted_on in (None, 2 * n)
    left, right = (np.sort(side[side > 0]) for side in features.T)
    np.testing.assert_array_equal(left, right)
    assert len(left) == n


@pytest.mark.bad_input
def test_variants_of_a_network_that_starts_from_a_trained_one_are_refused():
    training = {"epochs": 1, "pretrained": "here.keras", "optimizer": {"learning_rate": 0.1}}
    recipe = Network(architecture="cnn", training=training)
    with pytest.raises(InputError, match=r"Expected `pretrained: null`.* Received: 'here.keras'"):
        pipeline.fit_variant(recipe, Ablation.model_construct(), 0, variant="recipe", run=0)

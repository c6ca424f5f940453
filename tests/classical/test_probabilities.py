import numpy as np
import pytest

from fashion_mnist.classical.calibration import PairwiseProduct, calibrate
from fashion_mnist.classical.fitting import make_predictor, predict_probabilities


def test_calibration_needs_but_one_image_of_each_class(fit, features, labels):
    classifier = fit({"type": "sklearn.svm.SVC"})
    few = slice(0, 6, 2)  # one image of each class
    calibrated = calibrate(classifier, "temperature", features[few], labels[few])
    probabilities = predict_probabilities(calibrated, features)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), labels)


@pytest.mark.parametrize("shape", ["ovr", "ovo"])
def test_calibration_gives_probabilities_without_changing_the_classifier(
    fit, features, labels, shape
):
    classifier = fit({"type": "sklearn.svm.SVC", "decision_function_shape": shape})
    calibrated = calibrate(classifier, "temperature", features, labels)
    probabilities = predict_probabilities(calibrated, features)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), classifier.predict(features))


class Pairwise:
    """Three classes and the same margins for every image: 0 beats 1, 2 beats 0, 1 ties with 2."""

    classes_ = np.arange(3)

    def decision_function(self, features):
        return np.log([[3.0, 1 / 3, 1.0]] * len(features)) / 3


def test_margins_between_pairs_become_scores_of_classes():
    # Steepness 3 makes odds of 3 to 1, 1 to 3 and 1 to 1 of them. The products: 3/4 * 1/4,
    # 1/4 * 1/2 and 3/4 * 1/2.
    scores = PairwiseProduct(Pairwise()).decision_function(np.zeros((2, 1)))
    np.testing.assert_allclose(np.exp(scores), [[3 / 16, 1 / 8, 3 / 8]] * 2)


class Echo:
    """A model of which the probabilities are the features themselves."""

    def predict_proba(self, features):
        return features


def test_a_predictor_flattens_images_of_its_own_channels():
    images = np.array([[[[0.25], [0.75]]], [[[1], [0]]]], np.float32)
    assert make_predictor(Echo(), 1)(images).tolist() == [[0.25, 0.75], [1, 0]]


def test_a_predictor_gives_images_the_channels_that_its_model_takes():
    grey = np.array([[[[0.25], [0.5]]]], np.float32)
    assert make_predictor(Echo(), 3)(grey).tolist() == [[0.25] * 3 + [0.5] * 3]
    colour = np.array([[[[1, 0, 0], [1, 1, 1]]]], np.float32)
    np.testing.assert_allclose(make_predictor(Echo(), 1)(colour), [[0.299, 1]], rtol=1e-6)

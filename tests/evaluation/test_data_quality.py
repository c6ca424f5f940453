import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation import data_quality
from fashion_mnist.evaluation.data_quality import (
    DataQuality,
    find_errors,
    find_neighbours,
    measure_accuracies,
    predict_out_of_fold,
)
from fashion_mnist.images.arrays import BRIGHTNESS, ScaledImages
from fashion_mnist.parameters.errors import InputError


def test_each_test_image_has_its_nearest_training_image():
    train, test = (
        ScaledImages(np.array(pixels, np.uint8), BRIGHTNESS * 2 - 1)
        for pixels in ([[0, 0], [255, 0]], [[255, 51], [0, 0]])
    )
    table = find_neighbours(train, np.array([0, 1]), test, np.array([0, 0]), ["bag", "coat"])
    assert table.pop("distance").tolist() == pytest.approx([0, 0.2])
    assert table.to_numpy().tolist() == [[1, 0, "bag", "bag", True], [0, 1, "bag", "coat", False]]


CLASSES = ["bag", "coat"]
IMAGES = ScaledImages(np.zeros((6, 1, 1, 1), np.uint8), BRIGHTNESS)
MODEL = ClassicalModel(steps=[{"type": "sklearn.naive_bayes.GaussianNB"}])


def test_no_image_is_predicted_by_a_model_that_has_seen_it(monkeypatch):
    pixels = np.array([[0], [10], [20], [100], [110], [120]], np.uint8)
    labels = np.array([0, 0, 0, 1, 1, 1], np.uint8)

    class Recall(GaussianNB):
        """Knows the images it was fitted on, and is sure of class 0 for all others."""

        def fit(self, x, y):
            self.seen = {tuple(row) for row in x}
            return super().fit(x, y)

        def predict_proba(self, x):
            return np.array([[0, 1] if tuple(row) in self.seen else [1, 0] for row in x])

    given = []

    def fit_classifier(model, train, calibration, *options):
        given.append((model, len(calibration[1]), options))
        return Recall().fit(*train), 1.0

    monkeypatch.setattr(data_quality, "fit_classifier", fit_classifier)
    table = predict_out_of_fold(
        ScaledImages(pixels, BRIGHTNESS), labels, IMAGES, CLASSES, MODEL, DataQuality(folds=3), 7
    )
    assert given == [(MODEL, 0, (7, (1, 1, 1)))] * 3
    assert table["bag"].tolist() == [1] * 6
    assert table["y_true"].tolist() == labels.tolist()


def test_a_model_that_needs_calibration_gets_images_outside_of_the_fold():
    pixels = np.repeat(np.array([[0], [200]], np.uint8), 20, axis=0)
    pixels += np.arange(40, dtype=np.uint8)[:, np.newaxis]
    labels, images = np.repeat([0, 1], 20).astype(np.uint8), ScaledImages(pixels, BRIGHTNESS)
    svm = ClassicalModel(steps=[{"type": "sklearn.svm.SVC"}], calibration="temperature")
    shaped = images.reshape(40, 1, 1, 1)
    table = predict_out_of_fold(images, labels, shaped, CLASSES, svm, DataQuality(folds=2), 0)
    assert table["y_pred"].tolist() == labels.tolist()
    assert table[CLASSES].sum(axis=1).tolist() == pytest.approx([1] * 40)


@pytest.fixture
def predictions():
    """Twenty images, all but one predicted as labelled; the last is labelled bag, but a coat."""
    labels = np.array([0] * 10 + [1] * 9 + [0], np.uint8)
    sure = np.array([0.9] * 10 + [0.1] * 9 + [0.05], np.float32)
    predicted = (sure < 0.5).astype(np.uint8)
    return pd.DataFrame({"y_true": labels, "y_pred": predicted, "bag": sure, "coat": 1 - sure})


def test_a_label_against_a_sure_prediction_is_a_likely_error(predictions):
    (found,) = find_errors({"test": predictions}, CLASSES).to_dict("records")
    assert found.pop("score") == pytest.approx(0.05)
    assert found == {"part": "test", "index": 19, "given": "bag", "suggested": "coat"}


@pytest.mark.bad_input
def test_a_class_smaller_than_the_folds_is_refused():
    flat, labels = IMAGES.reshape(-1, 1)[:5], np.array([0, 0, 0, 1, 1], np.uint8)
    with pytest.raises(InputError, match="at least 3 training images of each class"):
        predict_out_of_fold(flat, labels, IMAGES, CLASSES, MODEL, DataQuality(folds=3), 0)


def test_accuracies_leave_out_what_is_doubtful():
    labels = [0] * 10 + [1] * 9
    predictions = pd.DataFrame({"y_true": [*labels, 0], "y_pred": [*labels, 1]})
    neighbours = pd.DataFrame({"index": [0, 19, 1], "distance": [1.0, 1.5, 1.6]})
    errors = pd.DataFrame({"part": ["train", "test"], "index": [0, 19]})
    table = measure_accuracies(neighbours, errors, DataQuality(max_distance=1.5), svm=predictions)
    assert table["images"].tolist() == [20, 18, 19]
    assert table["accuracy"].tolist() == [0.95, 1, 1]
    # Wilson for 18 of 18: 18 / (18 + 1.96 squared).
    assert table["accuracy_low"][1] == pytest.approx(18 / (18 + 1.959964**2))


@pytest.mark.bad_input
def test_some_test_image_must_be_left():
    predictions = pd.DataFrame({"y_true": [0, 1], "y_pred": [0, 1]})
    neighbours = pd.DataFrame({"index": [0, 1], "distance": 1.0})
    errors = pd.DataFrame({"part": [], "index": []})
    with pytest.raises(InputError, match=r"data_quality\.max_distance"):
        measure_accuracies(neighbours, errors, DataQuality(max_distance=1.5), svm=predictions)

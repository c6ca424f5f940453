import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import Pipeline

from fashion_mnist.classical import fitting
from fashion_mnist.classical.fitting import (
    calibrate,
    clip_hyperparameters,
    count_fitted,
    fit_classifier,
    make_predictor,
    predict_probabilities,
)
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.parameters.errors import InputError


def model_of(*steps, calibration=None, train_on=None):
    block = {"steps": steps, "calibration": calibration, "train_on": train_on}
    return ClassicalModel.model_validate(block)


SVM = {"type": "sklearn.svm.SVC"}


def test_a_model_is_fitted_on_the_training_set(features, labels):
    elsewhere = features[:6] + 100, labels[:6]
    model, seconds = fit_classifier(model_of(SVM), (features, labels), elsewhere, seed=0)
    assert isinstance(model, Pipeline)
    np.testing.assert_array_equal(model.predict(features), labels)
    assert isinstance(seconds, float)


def test_it_is_calibrated_on_the_validation_set_where_that_is_asked_for(features, labels):
    asked = model_of(SVM, calibration="temperature")
    certain, _ = fit_classifier(asked, (features, labels), (features, labels), seed=0)
    doubtful, _ = fit_classifier(asked, (features, labels), (features, labels[::-1]), seed=0)
    for model in (certain, doubtful):
        assert isinstance(model, CalibratedClassifierCV)
        np.testing.assert_array_equal(model.predict(features), labels)
    assert certain.predict_proba(features).max() > 0.9
    assert doubtful.predict_proba(features).max() < 0.6


def test_a_small_set_limits_what_is_asked_of_the_model(features, labels):
    neighbours = {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 50}
    train = features[:6], labels[:6]
    model, _ = fit_classifier(model_of(neighbours), train, train, seed=0)
    assert model[0].n_neighbors == 6
    assert model.predict_proba(features) == pytest.approx(np.full((24, 3), 1 / 3))


def test_the_seed_reaches_the_model(features, labels):
    forest = model_of({"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 2})
    model, _ = fit_classifier(forest, (features, labels), (features, labels), seed=7)
    assert model[0].random_state == 7


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of the logarithm of zero
@pytest.mark.parametrize(
    ("func", "message"),
    [
        ("numpy.log", "infinity"),
        ("fashion_mnist.classical.edges.find_cells", "multiple values for argument"),
    ],
)
def test_steps_that_cannot_be_fitted_are_named_with_the_reason(features, labels, func, message):
    step = {"type": "sklearn.preprocessing.FunctionTransformer", "func": func}
    train = features, labels
    with pytest.raises(InputError, match=f"24 images of 2 .*, SVC: .*({message})"):
        fit_classifier(model_of(step, SVM, calibration="sigmoid"), train, train, seed=0)


NEIGHBOURS = {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 1}


def test_a_sample_is_stratified_and_the_same_for_the_same_seed(caplog):
    features = np.arange(100, dtype=np.float32)[:, np.newaxis]
    train = features, np.repeat(np.array([0, 1], np.uint8), [80, 20])
    of_seed = [
        fit_classifier(model_of(NEIGHBOURS, train_on=10), train, train, seed)[0][-1]
        for seed in (0, 0, 1)
    ]
    labels = [np.bincount(model._y).tolist() for model in of_seed]
    assert labels == [[8, 2]] * 3
    first, again, other = (model._fit_X.ravel().tolist() for model in of_seed)
    assert first == again != other
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_what_is_too_large_for_some_minutes_is_sampled_by_default_and_said(monkeypatch, caplog):
    monkeypatch.setattr(fitting, "MAX_FEATURES", 60)
    train = np.zeros((40, 3), np.float32), (np.arange(40) % 2).astype(np.uint8)
    model, _ = fit_classifier(model_of(NEIGHBOURS), train, train, seed=0)
    assert len(model[-1]._y) == 20
    assert "a stratified sample of 20 of 40 images" in caplog.text
    everything, _ = fit_classifier(model_of(NEIGHBOURS, train_on=1000), train, train, seed=0)
    assert len(everything[-1]._y) == 40


@pytest.mark.parametrize(
    ("n", "n_features", "train_on", "fitted"),
    [(60_000, 784, None, 60_000), (814_000, 784, None, 191_326), (100, 10, 7, 7), (5, 10, 7, 5)],
)
def test_all_images_are_fitted_unless_they_are_very_many(n, n_features, train_on, fitted):
    features = np.broadcast_to(np.float32(0), (n, n_features))
    assert count_fitted(features, train_on) == fitted


def test_a_small_set_limits_what_is_asked_of_it(build, features, labels):
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 60},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 50},
    )
    clip_hyperparameters(model, features, labels).fit(features, labels)
    assert model[0].n_components == 2
    assert model[1].n_neighbors == 24
    assert model.predict_proba(features).shape == (24, 3)


@pytest.mark.parametrize(
    ("features", "n"),
    [
        (np.eye(4, 9), 3),  # four images
        (np.array([[0, 0, 1], [0, 1, 1], [4, 4, 1]] * 8), 2),  # a pixel that is always white
        (np.ones((4, 9)), 1),
    ],
)
def test_no_component_holds_rounding_errors_alone(build, labels, features, n):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": 60})
    clip_hyperparameters(model, features, labels[: len(features)])
    assert model[0].n_components == n


@pytest.mark.parametrize(("n_components", "solver"), [(5, "full"), (4, "auto")])
def test_few_large_images_are_decomposed_without_the_covariance_of_their_features(
    build, labels, n_components, solver
):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": n_components})
    clip_hyperparameters(model, np.eye(6, 9), labels[:6])
    assert model[0].svd_solver == solver


def test_what_a_set_can_give_stays_as_it_is(build, features, labels):
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 0.9},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 5},
    )
    clip_hyperparameters(model, features, labels)
    assert (model[0].n_components, model[1].n_neighbors) == (0.9, 5)


@pytest.mark.parametrize(
    ("counts", "stops"),
    [([10, 10, 10], True), ([10, 10, 9], False), ([20, 20, 1], False), ([99, 99, 2], False)],
)
def test_training_stops_early_where_every_class_can_be_held_out(build, counts, stops):
    step = {"type": "sklearn.neural_network.MLPClassifier", "early_stopping": True}
    labels = np.repeat([0, 1, 2], counts)
    model = clip_hyperparameters(build(step), np.zeros((len(labels), 2)), labels)
    assert model[0].early_stopping is stops


def test_early_stopping_on_the_training_images_stays(build):
    step = {"type": "sklearn.ensemble.HistGradientBoostingClassifier", "early_stopping": True}
    model = build(step | {"validation_fraction": None})
    clip_hyperparameters(model, np.zeros((4, 2)), np.array([0, 0, 0, 1]))
    assert model[0].early_stopping is True


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

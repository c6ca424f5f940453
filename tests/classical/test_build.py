from importlib.util import find_spec

import numpy as np
import pytest

from fashion_mnist.classical import data_limits, parameter_count
from fashion_mnist.classical.build import build_estimator
from fashion_mnist.classical.probabilities import PairwiseCoupling, calibrate, predict_probabilities
from fashion_mnist.parameters.classical_ml import Step

FEATURES = np.array([[0, 0], [0, 1], [4, 4], [4, 5], [9, 0], [9, 1]] * 4, np.float32)
LABELS = np.array([0, 0, 1, 1, 2, 2] * 4, np.uint8)


def build(*steps):
    return build_estimator([Step(**step) for step in steps], seed=7)


def fit(*steps):
    return build(*steps).fit(FEATURES, LABELS)


def test_steps_become_a_pipeline_with_their_arguments():
    pipeline = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 1},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 3},
    )
    assert pipeline[0].n_components == 1
    assert pipeline[1].n_neighbors == 3


def test_the_seed_reaches_what_is_random_unless_it_has_its_own():
    kind = "sklearn.ensemble.RandomForestClassifier"
    assert build({"type": kind})[0].random_state == 7
    assert build({"type": kind, "random_state": 1})[0].random_state == 1


def test_a_function_is_given_by_its_path():
    kind = "sklearn.preprocessing.FunctionTransformer"
    roots = build({"type": kind, "func": "numpy.sqrt"}).fit_transform(np.array([[4.0, 9.0]]))
    np.testing.assert_array_equal(roots, [[2, 3]])


@pytest.mark.parametrize(
    "kind", ["sklearn.naive_bayes.GaussianNB", "sklearn.linear_model.LogisticRegression"]
)
def test_an_unaccelerated_class_is_found_in_scikit_learn(kind):
    assert type(build({"type": kind})[0]).__module__.split(".")[0] == "sklearn"


@pytest.mark.skipif(not find_spec("sklearnex"), reason="no scikit-learn-intelex here")
def test_an_accelerated_class_is_found_in_scikit_learn_intelex():
    assert type(build({"type": "sklearn.svm.SVC"})[0]).__module__.startswith("sklearnex")


def test_a_small_set_limits_what_is_asked_of_it():
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 60},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 50},
    )
    data_limits.limit_to_data(model, FEATURES, LABELS).fit(FEATURES, LABELS)
    assert model[0].n_components == 2
    assert model[1].n_neighbors == 24
    assert model.predict_proba(FEATURES).shape == (24, 3)


@pytest.mark.parametrize(
    ("features", "n"),
    [
        (np.eye(4, 9), 3),  # four images
        (np.column_stack([FEATURES, np.ones(24)]), 2),  # a pixel that is always white
        (np.ones((4, 9)), 1),
    ],
)
def test_no_component_holds_rounding_errors_alone(features, n):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": 60})
    data_limits.limit_to_data(model, features, LABELS[: len(features)])
    assert model[0].n_components == n


@pytest.mark.parametrize(("n_components", "solver"), [(5, "full"), (4, "auto")])
def test_few_large_images_are_decomposed_without_the_covariance_of_their_features(
    n_components, solver
):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": n_components})
    data_limits.limit_to_data(model, np.eye(6, 9), LABELS[:6])
    assert model[0].svd_solver == solver


def test_what_a_set_can_give_stays_as_it_is():
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 0.9},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 5},
    )
    data_limits.limit_to_data(model, FEATURES, LABELS)
    assert (model[0].n_components, model[1].n_neighbors) == (0.9, 5)


@pytest.mark.parametrize(
    ("counts", "stops"), [([10, 10, 10], True), ([10, 10, 9], False), ([20, 20, 1], False)]
)
def test_training_stops_early_where_every_class_can_be_held_out(counts, stops):
    step = {"type": "sklearn.neural_network.MLPClassifier", "early_stopping": True}
    labels = np.repeat([0, 1, 2], counts)
    model = data_limits.limit_to_data(build(step), np.zeros((len(labels), 2)), labels)
    assert model[0].early_stopping is stops


def test_calibration_needs_but_one_image_of_each_class():
    classifier = fit({"type": "sklearn.svm.SVC"})
    few = slice(0, 6, 2)  # one image of each class
    calibrated = calibrate(classifier, "temperature", FEATURES[few], LABELS[few])
    probabilities = predict_probabilities(calibrated, FEATURES)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), LABELS)


@pytest.mark.parametrize("shape", ["ovr", "ovo"])
def test_calibration_gives_probabilities_without_changing_the_classifier(shape):
    classifier = fit({"type": "sklearn.svm.SVC", "decision_function_shape": shape})
    calibrated = calibrate(classifier, "temperature", FEATURES, LABELS)
    probabilities = predict_probabilities(calibrated, FEATURES)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), classifier.predict(FEATURES))


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ({"type": "sklearn.linear_model.LogisticRegression"}, 3 * 2 + 3),
        (
            {
                "type": "sklearn.neural_network.MLPClassifier",
                "hidden_layer_sizes": [5],
                "max_iter": 300,
                "tol": 1,
            },
            (2 * 5 + 5) + (5 * 3 + 3),
        ),
        ({"type": "sklearn.neighbors.KNeighborsClassifier"}, 24 * 2),
        ({"type": "sklearn.decomposition.PCA", "n_components": 1}, None),
    ],
)
def test_parameters_are_counted(step, count):
    counted = parameter_count.count_parameters(fit(step))
    assert counted == count if count else counted > 0


def test_parameters_of_a_forest_are_its_nodes():
    step = {"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 2, "max_depth": 1}
    assert parameter_count.count_parameters(fit(step)) == 2 * 3


def test_parameters_of_a_calibrated_support_vector_machine():
    classifier = fit({"type": "sklearn.svm.SVC"})
    n_vectors = len(classifier[-1].support_vectors_)
    calibrated = calibrate(classifier, "temperature", FEATURES, LABELS)
    # Two features a vector, two coefficients a vector, an intercept a pair of classes.
    assert parameter_count.count_parameters(calibrated) == n_vectors * (2 + 2) + 3


class Pairwise:
    """Three classes and the same margins for every image: 0 beats 1, 2 beats 0, 1 ties with 2."""

    classes_ = np.arange(3)

    def decision_function(self, features):
        return np.log([[3.0, 1 / 3, 1.0]] * len(features)) / 3


def test_margins_between_pairs_become_scores_of_classes():
    # Steepness 3 makes odds of 3 to 1, 1 to 3 and 1 to 1 of them. The products: 3/4 * 1/4,
    # 1/4 * 1/2 and 3/4 * 1/2.
    scores = PairwiseCoupling(Pairwise()).decision_function(np.zeros((2, 1)))
    np.testing.assert_allclose(np.exp(scores), [[3 / 16, 1 / 8, 3 / 8]] * 2)

import pytest

from fashion_mnist.classical.parameter_count import count_parameters
from fashion_mnist.classical.probabilities import calibrate


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
def test_parameters_are_counted(fit, step, count):
    counted = count_parameters(fit(step))
    assert counted == count if count else counted > 0


def test_parameters_of_a_forest_are_its_nodes(fit):
    step = {"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 2, "max_depth": 1}
    assert count_parameters(fit(step)) == 2 * 3


def test_parameters_of_a_calibrated_support_vector_machine(fit, features, labels):
    classifier = fit({"type": "sklearn.svm.SVC"})
    n_vectors = len(classifier[-1].support_vectors_)
    calibrated = calibrate(classifier, "temperature", features, labels)
    # Two features a vector, two coefficients a vector, an intercept a pair of classes.
    assert count_parameters(calibrated) == n_vectors * (2 + 2) + 3

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from fashion_mnist.classical.fitting import calibrate
from fashion_mnist.classical.layers import count_parameters, tabulate_steps
from fashion_mnist.classical.pipelines import Step

FEATURES = np.random.default_rng(0).random((30, 6)).astype(np.float32)
LABELS = np.repeat([0, 1, 2], 10)


def steps(*names, **arguments):
    """The parameters of steps, the last of which has arguments."""
    return [Step(type=name, **(arguments if name == names[-1] else {})) for name in names]


def test_each_step_is_a_row_with_its_output_and_parameters():
    model = make_pipeline(PCA(4), LogisticRegression()).fit(FEATURES, LABELS)
    table = tabulate_steps(model, FEATURES, steps("PCA", "LogisticRegression", C=1, n_jobs=2))
    assert table["settings"].tolist() == ["", "", "C 1"]
    assert table["layer"].tolist() == ["features", "pca", "logisticregression"]
    assert table["output_shape"].tolist() == [6, 4, 3]
    assert table["parameters"].iloc[2] == 4 * 3 + 3
    assert table["inputs"].tolist() == ["", "features", "pca"]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_a_perceptron_has_a_row_a_layer():
    mlp = MLPClassifier((5, 4), max_iter=1)
    model = make_pipeline(mlp).fit(FEATURES, LABELS)
    table = tabulate_steps(model, FEATURES, steps("MLPClassifier"))
    assert table["settings"].tolist() == ["", "relu", "relu", "softmax"]
    assert table["layer"].tolist() == ["features", "hidden1", "hidden2", "output"]
    assert table["parameters"].tolist() == [0, 6 * 5 + 5, 5 * 4 + 4, 4 * 3 + 3]


def test_calibration_is_the_last_step():
    svm = make_pipeline(SVC()).fit(FEATURES, LABELS)
    calibrated = calibrate(svm, "temperature", FEATURES, LABELS)
    table = tabulate_steps(calibrated, FEATURES, steps("SVC", kernel="rbf", C=10))
    assert table["settings"].tolist() == ["", "kernel rbf, C 10", "temperature"]
    assert table["layer"].tolist() == ["features", "svc", "calibration"]


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

import numpy as np
import pytest
from sklearn import decomposition
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

from fashion_mnist.classical import svm
from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.export.classical import to_onnx, to_sklearn
from fashion_mnist.export.parity import open_onnx
from fashion_mnist.parameters.errors import InputError

SHAPE = (8, 8, 1)
ROOT = {"type": "sklearn.preprocessing.FunctionTransformer", "func": "numpy.sqrt"}
PCA = {"type": "sklearn.decomposition.PCA", "n_components": 5, "svd_solver": "full"}
WHITE = PCA | {"whiten": True}
NEIGHBOURS = {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 4}
IN_PAIRS = {"type": "sklearn.svm.SVC", "gamma": 0.5, "decision_function_shape": "ovo"}
FOREST = {"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 5, "n_jobs": 1}
PERCEPTRON = {"type": "sklearn.neural_network.MLPClassifier", "hidden_layer_sizes": [6]}
PERCEPTRON |= {"max_iter": 50, "tol": 0.1}
EDGES = ROOT | {"func": "fashion_mnist.classical.edges.pixels_and_edges"}
HOG = {"type": "sklearn.preprocessing.FunctionTransformer"}
HOG |= {"func": "fashion_mnist.classical.edges.hog"}
LOGISTIC = {"type": "sklearn.linear_model.LogisticRegression"}


def fit(steps, n_classes=3, calibration=None):
    """A model of images whose classes overlap; and other images, in [0, 1] too."""
    draw = np.random.default_rng(0)
    labels = np.arange(60, dtype=np.uint8) % n_classes
    centres = draw.uniform(0.3, 0.7, (n_classes, 64))
    flat = np.clip(centres[labels] + draw.normal(0, 0.2, (60, 64)), 0, 1).astype(np.float32)
    block = ClassicalModel(steps=steps, calibration=calibration)
    model, _ = fit_classifier(block, (flat, labels), (flat[:30], labels[:30]), 0, SHAPE)
    return model, draw.uniform(0, 1, (40, *SHAPE)).astype(np.float32)


def assert_written(model, images):
    own = model.predict_proba(images.reshape(len(images), -1))
    written = to_onnx(model, SHAPE)
    assert to_onnx(model, SHAPE) == written
    np.testing.assert_allclose(open_onnx(written)(images), own, atol=2e-5)
    assert len(np.unique(own.round(3))) > 3  # else anything would do


@pytest.mark.parametrize(
    "steps",
    [
        [ROOT, PCA, LOGISTIC],
        [EDGES, PCA, LOGISTIC],
        [FOREST],
        [ROOT, WHITE, NEIGHBOURS | {"weights": "distance"}],
        [ROOT, PCA, NEIGHBOURS | {"weights": "uniform"}],
        [PCA, PERCEPTRON],
    ],
    ids=lambda steps: " ".join(step["type"].rpartition(".")[2] for step in steps),
)
def test_it_gives_the_probabilities_of_the_model(steps):
    assert_written(*fit(steps))


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_margins_in_pairs_are_multiplied_and_calibrated(n_classes):
    assert_written(*fit([ROOT, PCA, IN_PAIRS], n_classes, calibration="temperature"))


def test_the_nearest_neighbour_that_is_the_image_itself_decides():
    model, _ = fit([NEIGHBOURS | {"weights": "distance"}])
    stored = np.asarray(model[-1]._fit_X)[:3]
    answers = open_onnx(to_onnx(model, SHAPE))(stored.reshape(3, *SHAPE))
    np.testing.assert_allclose(answers.max(axis=1), 1, atol=0.01)
    assert answers.argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("steps", "calibration", "said"),
    [
        ([HOG, LOGISTIC], None, "functions that ONNX has: sqrt, pixels_and_edges. Rec"),
        ([PCA, IN_PAIRS], "sigmoid", "Received SVC, calibrated by sigmoid"),
        ([PCA, IN_PAIRS | {"kernel": "linear"}], "temperature", "kernel rbf. Received linear"),
        ([NEIGHBOURS | {"metric": "manhattan"}], None, "Received manhattan"),
        ([{"type": "sklearn.semi_supervised.LabelSpreading"}], None, "Received: Unable to find"),
    ],
)
def test_what_cannot_be_written_is_said(steps, calibration, said):
    model, _ = fit(steps, calibration=calibration)
    with pytest.raises(InputError, match=said):
        to_onnx(model, SHAPE)


FEATURES = np.random.default_rng(0).normal(size=(30, 6)).astype(np.float32)
LABELS = np.arange(30) % 3


def test_estimators_of_scikit_learn_stay_as_they_are():
    estimator = decomposition.PCA(2).fit(FEATURES)
    assert to_sklearn(estimator) is estimator


@pytest.mark.parametrize(
    ("sklearn_class", "arguments", "learned"),
    [
        (decomposition.PCA, {"n_components": 2, "svd_solver": "full"}, ["components_", "mean_"]),
        (SVC, {"C": 2.0}, ["support_vectors_", "dual_coef_", "intercept_", "n_support_"]),
        (RandomForestClassifier, {"n_estimators": 3, "random_state": 0}, ["classes_"]),
    ],
)
def test_accelerated_estimators_become_those_of_scikit_learn(sklearn_class, arguments, learned):
    package = sklearn_class.__module__.split(".")[1]
    accelerated_package = pytest.importorskip(f"sklearnex.{package}")
    accelerated_class = getattr(
        svm if sklearn_class is SVC else accelerated_package, sklearn_class.__name__
    )
    accelerated = accelerated_class(**arguments).fit(FEATURES, LABELS)
    converted = to_sklearn(accelerated)
    assert type(converted) is sklearn_class
    assert converted.get_params().items() >= arguments.items()
    for name in learned:
        np.testing.assert_array_equal(getattr(converted, name), getattr(accelerated, name))


def test_the_trees_of_a_forest_come_along():
    accelerated_class = pytest.importorskip("sklearnex.ensemble").RandomForestClassifier
    accelerated = accelerated_class(n_estimators=3, random_state=0).fit(FEATURES, LABELS)
    converted = to_sklearn(accelerated)
    np.testing.assert_allclose(
        converted.predict_proba(FEATURES), accelerated.predict_proba(FEATURES), atol=1e-6
    )

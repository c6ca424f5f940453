from importlib.util import find_spec

import numpy as np
import pytest

from fashion_mnist.classical.build import build_classifier, build_estimator
from fashion_mnist.parameters.classical_ml import ClassicalModel, Step
from fashion_mnist.parameters.errors import InputError


def test_steps_become_a_pipeline_with_their_arguments(build):
    pipeline = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 1},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 3},
    )
    assert pipeline[0].n_components == 1
    assert pipeline[1].n_neighbors == 3


def test_the_seed_reaches_what_is_random_unless_it_has_its_own(build):
    kind = "sklearn.ensemble.RandomForestClassifier"
    assert build({"type": kind})[0].random_state == 7
    assert build({"type": kind, "random_state": 1})[0].random_state == 1


def test_a_function_is_given_by_its_path(build):
    kind = "sklearn.preprocessing.FunctionTransformer"
    roots = build({"type": kind, "func": "numpy.sqrt"}).fit_transform(np.array([[4.0, 9.0]]))
    np.testing.assert_array_equal(roots, [[2, 3]])


def test_a_function_that_takes_the_shape_of_images_is_given_it():
    step = {"type": "sklearn.preprocessing.FunctionTransformer"}
    step |= {"func": "fashion_mnist.classical.edges.pixels_and_edges"}
    model = build_estimator([Step(**step)], 0, (6, 9, 1))
    # Places of one pixel and cells of 2x2, of which there are 3x4.
    assert model.transform(np.zeros((2, 54), np.float32)).shape == (2, 54 + 3 * 4 * 8)


@pytest.mark.parametrize(
    "kind", ["sklearn.naive_bayes.GaussianNB", "sklearn.linear_model.LogisticRegression"]
)
def test_an_unaccelerated_class_is_found_in_scikit_learn(build, kind):
    assert type(build({"type": kind})[0]).__module__.split(".")[0] == "sklearn"


@pytest.mark.skipif(not find_spec("sklearnex"), reason="no scikit-learn-intelex here")
def test_an_accelerated_class_is_found_in_scikit_learn_intelex(build):
    assert type(build({"type": "sklearn.svm.SVC"})[0]).__module__.startswith("sklearnex")


@pytest.mark.bad_input
def test_a_class_that_needs_other_estimators_is_refused(build):
    with pytest.raises(InputError, match=r"Expected a class that.* which needs estimators: take"):
        build({"type": "sklearn.ensemble.VotingClassifier"})


def test_a_class_without_constraints_is_built(build):
    assert type(build({"type": "sklearn.preprocessing.KernelCenterer"})[0]).__name__


SVC = {"type": "sklearn.svm.SVC"}
PCA = {"type": "sklearn.decomposition.PCA"}
FOREST = {"type": "sklearn.ensemble.RandomForestClassifier"}
DISCRIMINANT = {"type": "sklearn.discriminant_analysis.LinearDiscriminantAnalysis"}
REGRESSOR = {"type": "sklearn.linear_model.Ridge"}


def build_model(*steps, calibration=None):
    model = ClassicalModel.model_validate({"steps": steps, "calibration": calibration})
    return build_classifier(model, seed=0)


def test_a_classifier_after_transformers_is_a_model():
    assert len(build_model(PCA, FOREST)) == 2
    assert len(build_model(DISCRIMINANT, SVC, calibration="temperature")) == 2  # is both


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([PCA], "Expected a classifier as the last step. Received sklearn.decomposition.PCA: add"),
        ([PCA, REGRESSOR], "a classifier as the last step. Received sklearn.linear_model.Ridge"),
        ([FOREST, SVC], "Expected transformers before the last step. Received .*RandomForestClas"),
        ([SVC], "that gives probabilities. Received sklearn.svm.SVC.*: set `calibration`"),
    ],
)
def test_steps_that_give_no_probabilities_of_classes_are_refused(steps, message):
    with pytest.raises(InputError, match=message):
        build_model(*steps)

from importlib.util import find_spec

import numpy as np
import pytest


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


@pytest.mark.parametrize(
    "kind", ["sklearn.naive_bayes.GaussianNB", "sklearn.linear_model.LogisticRegression"]
)
def test_an_unaccelerated_class_is_found_in_scikit_learn(build, kind):
    assert type(build({"type": kind})[0]).__module__.split(".")[0] == "sklearn"


@pytest.mark.skipif(not find_spec("sklearnex"), reason="no scikit-learn-intelex here")
def test_an_accelerated_class_is_found_in_scikit_learn_intelex(build):
    assert type(build({"type": "sklearn.svm.SVC"})[0]).__module__.startswith("sklearnex")

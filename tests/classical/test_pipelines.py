import math
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn import svm
from sklearn.decomposition import PCA
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from fashion_mnist.classical import svm as own
from fashion_mnist.classical.edges import hog
from fashion_mnist.classical.fitting import calibrate
from fashion_mnist.classical.pipelines import (
    ClassicalModel,
    Step,
    build_classifier,
    build_estimator,
    count_parameters,
    find_class,
    find_function,
    tabulate_steps,
)
from fashion_mnist.parameters.errors import InputError


def test_arguments_are_whatever_else_there_is():
    step = Step(type="sklearn.svm.SVC", C=10, gamma="scale")
    assert step.class_name == "SVC"
    assert step.arguments == {"C": 10, "gamma": "scale"}


@pytest.mark.bad_input
@pytest.mark.parametrize("value", [math.inf, [1, math.nan], {"bag": -math.inf}])
def test_numbers_that_are_not_finite_are_refused(value):
    with pytest.raises(ValidationError, match=r"finite numbers\. Received: \{'C': "):
        Step(type="sklearn.svm.SVC", C=value)


@pytest.mark.parametrize("n_jobs", [-2, -1, 1, 64, None])
def test_jobs_are_as_many_as_there_may_be_cores(n_jobs):
    assert Step(type="a.B", n_jobs=n_jobs).arguments == {"n_jobs": n_jobs}


@pytest.mark.bad_input
@pytest.mark.parametrize("n_jobs", [0, 10**9, -(10**9)])
def test_no_jobs_and_a_billion_are_refused(n_jobs):
    with pytest.raises(
        ValidationError, match=rf"n_jobs from 1 to 1024, or -1.* Received: {n_jobs}"
    ):
        Step(type="a.B", n_jobs=n_jobs)


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
    assert type(build({"type": "sklearn.decomposition.PCA"})[0]).__module__.startswith("sklearnex")


def test_the_support_vector_machine_is_the_projects_own(build):
    assert type(build({"type": "sklearn.svm.SVC"})[0]) is own.SVC


@pytest.mark.bad_input
def test_a_class_that_needs_other_estimators_is_refused(build):
    with pytest.raises(InputError, match=r"Expected a class that.* which needs estimators: choose"):
        build({"type": "sklearn.ensemble.VotingClassifier"})


def test_a_class_without_constraints_is_built(build):
    assert type(build({"type": "sklearn.preprocessing.KernelCenterer"})[0]).__name__


SVC_STEP = {"type": "sklearn.svm.SVC"}
PCA_STEP = {"type": "sklearn.decomposition.PCA"}
FOREST = {"type": "sklearn.ensemble.RandomForestClassifier"}
DISCRIMINANT = {"type": "sklearn.discriminant_analysis.LinearDiscriminantAnalysis"}
REGRESSOR = {"type": "sklearn.linear_model.Ridge"}


def build_model(*steps, calibration=None):
    model = ClassicalModel.model_validate({"steps": steps, "calibration": calibration})
    return build_classifier(model, seed=0)


def test_a_classifier_after_transformers_is_a_model():
    assert len(build_model(PCA_STEP, FOREST)) == 2
    assert len(build_model(DISCRIMINANT, SVC_STEP, calibration="temperature")) == 2  # is both


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            [PCA_STEP],
            "Expected a classifier as the last step. Received sklearn.decomposition.PCA: add",
        ),
        (
            [PCA_STEP, REGRESSOR],
            "a classifier as the last step. Received sklearn.linear_model.Ridge",
        ),
        (
            [FOREST, SVC_STEP],
            "Expected transformers before the last step. Received .*RandomForestClas",
        ),
        ([SVC_STEP], "that gives probabilities. Received sklearn.svm.SVC.*: set `calibration`"),
    ],
)
def test_steps_that_give_no_probabilities_of_classes_are_refused(steps, message):
    with pytest.raises(InputError, match=message):
        build_model(*steps)


def test_classes_and_functions_are_found_where_they_are():
    assert find_class("sklearn.svm.SVC") is svm.SVC
    assert find_function("numpy.sqrt") is np.sqrt
    assert find_function("scipy.special.expit")(0) == 0.5
    assert find_function("sklearn.feature_selection.chi2") is chi2
    assert find_function("sklearn.metrics.pairwise.laplacian_kernel") is laplacian_kernel
    assert find_function("fashion_mnist.classical.edges.hog") is hog


@pytest.mark.bad_input
@pytest.mark.parametrize("find", [find_class, find_function])
@pytest.mark.parametrize(
    "path",
    [
        "os.system",
        "antigravity.geohash",
        "sklearn.os.system",
        "numpy.os.system",
        "sklearn.nothing.SVC",
        "sklearn..svm.SVC",
        "sklearn.svm.",
        "numpy.pi",
        "numpy",
        "",
    ],
)
def test_nothing_else_is_found(find, path):
    with pytest.raises(InputError, match=rf"Expected the dotted path of .* Received: '{path}'\."):
        find(path)
    assert "antigravity" not in sys.modules


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "path",
    ["sklearn.base.is_classifier", "sklearn.base.ClassifierMixin", "sklearn.ensemble.BaseEnsemble"],
)
def test_what_is_no_class_of_an_estimator_is_refused(path):
    with pytest.raises(InputError, match="dotted path of a scikit-learn class"):
        find_class(path)


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "path",
    [
        "numpy.load",  # reads files
        "numpy.fromfile",
        "numpy.save",
        "numpy.sum",  # is none of each number
        "numpy.add",  # takes two arrays
        "numpy.modf",  # gives two
        "numpy.vectorize",
        "scipy.io.loadmat",
        "scipy.special.softmax",
        "skimage.io.imread",
        "sklearn.datasets.clear_data_home",
        "sklearn.datasets.fetch_openml",
        "sklearn.metrics.pairwise.check_array",  # only imported there
        "sklearn.feature_selection.SelectKBest",
        "sklearn.svm.SVC",
        "fashion_mnist.classical.pipelines.import_module",
        "fashion_mnist.classical.edges.ThreadPoolExecutor",
        "fashion_mnist.datasets.idx.read_idx",
    ],
)
def test_only_functions_from_numbers_to_numbers_are_found(path):
    with pytest.raises(InputError, match=rf"such as numpy\.sqrt .* Received: '{path}'\."):
        find_function(path)


@pytest.mark.bad_input
def test_what_is_alike_in_the_same_module_is_suggested():
    with pytest.raises(InputError, match="Did you mean 'SVC'"):
        find_class("sklearn.svm.svc")
    with pytest.raises(InputError, match="Did you mean 'sqrt'"):
        find_function("numpy.sqrrt")


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


def test_a_classifier_that_calibrates_itself_has_parameters_too(fit):
    step = {"type": "sklearn.calibration.CalibratedClassifierCV", "method": "sigmoid"}
    assert count_parameters(fit({"type": "sklearn.decomposition.PCA"}, step)) > 0


def test_parameters_of_a_forest_are_its_nodes(fit):
    step = {"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 2, "max_depth": 1}
    assert count_parameters(fit(step)) == 2 * 3


def test_parameters_of_a_calibrated_support_vector_machine(fit, features, labels):
    classifier = fit({"type": "sklearn.svm.SVC"})
    n_vectors = len(classifier[-1].support_vectors_)
    calibrated = calibrate(classifier, "temperature", features, labels)
    # Two features a vector, two coefficients a vector, an intercept a pair of classes.
    assert count_parameters(calibrated) == n_vectors * (2 + 2) + 3

import sys

import numpy as np
import pytest
from sklearn.feature_selection import chi2
from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.svm import SVC

from fashion_mnist.classical.hog import describe_edges
from fashion_mnist.classical.lookup import find_class, find_function
from fashion_mnist.parameters.errors import InputError


def test_classes_and_functions_are_found_where_they_are():
    assert find_class("sklearn.svm.SVC") is SVC
    assert find_function("numpy.sqrt") is np.sqrt
    assert find_function("scipy.special.expit")(0) == 0.5
    assert find_function("sklearn.feature_selection.chi2") is chi2
    assert find_function("sklearn.metrics.pairwise.laplacian_kernel") is laplacian_kernel
    assert find_function("fashion_mnist.classical.hog.describe_edges") is describe_edges


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
        "fashion_mnist.classical.lookup.import_module",
        "fashion_mnist.classical.edges.ThreadPoolExecutor",
        "fashion_mnist.datasets.idx_format.read_idx",
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

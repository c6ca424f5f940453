import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

from fashion_mnist.export.stock import to_stock

FEATURES = np.random.default_rng(0).normal(size=(30, 6)).astype(np.float32)
LABELS = np.arange(30) % 3


def test_estimators_of_scikit_learn_stay_as_they_are():
    estimator = PCA(2).fit(FEATURES)
    assert to_stock(estimator) is estimator


@pytest.mark.parametrize(
    ("stock_class", "arguments", "learned"),
    [
        (PCA, {"n_components": 2, "svd_solver": "full"}, ["components_", "mean_"]),
        (SVC, {"C": 2.0}, ["support_vectors_", "dual_coef_", "intercept_", "n_support_"]),
        (RandomForestClassifier, {"n_estimators": 3, "random_state": 0}, ["classes_"]),
    ],
)
def test_accelerated_estimators_become_those_of_scikit_learn(stock_class, arguments, learned):
    package = stock_class.__module__.split(".")[1]
    accelerated_package = pytest.importorskip(f"sklearnex.{package}")
    accelerated_class = getattr(accelerated_package, stock_class.__name__)
    accelerated = accelerated_class(**arguments).fit(FEATURES, LABELS)
    stock = to_stock(accelerated)
    assert type(stock) is stock_class
    assert stock.get_params().items() >= arguments.items()
    for name in learned:
        np.testing.assert_array_equal(getattr(stock, name), getattr(accelerated, name))


def test_the_trees_of_a_forest_come_along():
    accelerated_class = pytest.importorskip("sklearnex.ensemble").RandomForestClassifier
    accelerated = accelerated_class(n_estimators=3, random_state=0).fit(FEATURES, LABELS)
    stock = to_stock(accelerated)
    np.testing.assert_allclose(
        stock.predict_proba(FEATURES), accelerated.predict_proba(FEATURES), atol=1e-6
    )

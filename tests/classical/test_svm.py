import numpy as np
import pytest
from sklearn import svm

from fashion_mnist.classical.svm import SVC, PairwiseProduct

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(300, 12)).astype(np.float32)
SCORES = FEATURES[:, :5] + RNG.normal(scale=0.3, size=(300, 5))


@pytest.mark.parametrize("kernel", ["linear", "poly", "rbf", "cosine"])
@pytest.mark.parametrize(("n_classes", "shape"), [(2, "ovr"), (5, "ovr"), (5, "ovo")])
def test_decision_values_are_those_of_scikit_learn(kernel, n_classes, shape):
    labels = SCORES[:, :n_classes].argmax(axis=1)
    options = {"C": 2, "tol": 1e-6, "gamma": 0.05, "coef0": 0.5, "decision_function_shape": shape}
    options["kernel"] = cosine if kernel == "cosine" else kernel
    expected = svm.SVC(**options).fit(FEATURES[:200], labels[:200]).decision_function(FEATURES)
    machine = SVC(**options).fit(FEATURES[:200], labels[:200])
    np.testing.assert_allclose(machine.decision_function(FEATURES), expected, atol=2e-3)


def cosine(left, right):
    norms = (np.linalg.norm(of, axis=1) for of in (left, right))
    return left @ right.T / np.outer(*norms)


def test_decision_values_do_not_depend_on_the_other_images_of_a_batch(monkeypatch):
    machine = SVC(decision_function_shape="ovo").fit(FEATURES, SCORES.argmax(axis=1))
    together = machine.decision_function(FEATURES)
    monkeypatch.setattr("fashion_mnist.classical.svm.BATCH_SIZE", 7)
    np.testing.assert_allclose(machine.decision_function(FEATURES), together, atol=1e-5)


class Pairwise:
    """Three classes and the same margins for every image: 0 beats 1, 2 beats 0, 1 ties with 2."""

    classes_ = np.arange(3)

    def decision_function(self, features):
        return np.log([[3.0, 1 / 3, 1.0]] * len(features)) / 3


def test_margins_between_pairs_become_scores_of_classes():
    # Steepness 3 makes odds of 3 to 1, 1 to 3 and 1 to 1 of them. The products: 3/4 * 1/4,
    # 1/4 * 1/2 and 3/4 * 1/2.
    scores = PairwiseProduct(Pairwise()).decision_function(np.zeros((2, 1)))
    np.testing.assert_allclose(np.exp(scores), [[3 / 16, 1 / 8, 3 / 8]] * 2)

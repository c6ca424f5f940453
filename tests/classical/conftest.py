import numpy as np
import pytest

from fashion_mnist.classical.pipelines import Step, build_estimator


@pytest.fixture
def features():
    """Twenty-four points in three clusters."""
    return np.array([[0, 0], [0, 1], [4, 4], [4, 5], [9, 0], [9, 1]] * 4, np.float32)


@pytest.fixture
def labels():
    return np.array([0, 0, 1, 1, 2, 2] * 4, np.uint8)


@pytest.fixture
def build():
    """Make an unfitted pipeline of steps."""
    return lambda *steps: build_estimator([Step(**step) for step in steps], seed=7)


@pytest.fixture
def fit(build, features, labels):
    """Fit a pipeline of steps on the clusters."""
    return lambda *steps: build(*steps).fit(features, labels)

import math

import pytest
from pydantic import ValidationError

from fashion_mnist.parameters.classical_ml import Step


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

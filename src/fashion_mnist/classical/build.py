"""Scikit-learn pipelines from their parameters, accelerated where the platform allows it."""

import inspect
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pkgutil import resolve_name

from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline, make_pipeline

from fashion_mnist.parameters.classical_ml import Step
from fashion_mnist.parameters.errors import InputError

# Where scikit-learn-intelex pays; its logistic regression takes almost three times as long.
ACCELERATED = ("sklearn.decomposition.", "sklearn.ensemble.", "sklearn.neighbors.", "sklearn.svm.")


def build_estimator(steps: Sequence[Step], seed: int) -> Pipeline:
    """Make the unfitted pipeline of `steps`, seeding every step that draws random numbers.

    Raises:
        InputError: a class, an argument or its value is not one that scikit-learn has.
    """
    return make_pipeline(*(_build_step(step, seed) for step in steps))


def _build_step(step: Step, seed: int) -> BaseEstimator:
    estimator_class = _find_class(step.type)
    accepted = inspect.signature(estimator_class).parameters
    for name in step.arguments:
        if name not in accepted:
            hint = get_close_matches(name, accepted, n=1)
            raise InputError(
                f"{step.type} has no argument {name!r}"
                + (f". Did you mean {hint[0]!r}?" if hint else f"; it has {', '.join(accepted)}")
            )
    seeded = {"random_state": seed} if "random_state" in accepted else {}
    constraints = estimator_class._parameter_constraints
    arguments = {name: _load(value, constraints[name]) for name, value in step.arguments.items()}
    estimator = estimator_class(**seeded | arguments)
    estimator._validate_params()
    return estimator


def _load(value: object, constraints: Sequence[object]) -> object:
    """Replace the dotted path of a function by the function, where one is expected."""
    if callable in constraints and isinstance(value, str) and "." in value:
        return resolve_name(value)
    return value


def _find_class(path: str) -> type[BaseEstimator]:
    """Import the class at a dotted path, from scikit-learn-intelex where that has a faster one."""
    accelerated = [path.replace("sklearn", "sklearnex", 1)] if path.startswith(ACCELERATED) else []
    for candidate in (*accelerated, path):
        with suppress(ImportError, AttributeError, ValueError):
            found: type[BaseEstimator] = resolve_name(candidate)
            return found
    raise InputError(f"Expected the dotted path of a scikit-learn class. Received: {path!r}")

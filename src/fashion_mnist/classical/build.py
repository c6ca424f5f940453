"""Scikit-learn pipelines from their parameters, accelerated where the platform allows it."""

import inspect
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FunctionType

from fashion_mnist.classical.lookup import find_class, find_function
from fashion_mnist.classical.types import Estimator
from fashion_mnist.parameters.classical_ml import ClassicalModel, Step
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.suggestions import suggest

# Where scikit-learn-intelex pays; its logistic regression takes almost three times as long.
ACCELERATED = ("sklearn.decomposition.", "sklearn.ensemble.", "sklearn.neighbors.", "sklearn.svm.")


def build_classifier(model: ClassicalModel, seed: int) -> Estimator:
    """Make the unfitted pipeline of a model, as `build_estimator` does.

    Raises:
        InputError: also if its last step is no classifier, another one transforms nothing, or
            nothing gives it probabilities.
    """
    from sklearn.base import is_classifier

    pipeline = build_estimator(model.steps, seed)
    for step, estimator in zip(model.steps[:-1], pipeline[:-1], strict=True):
        if not hasattr(estimator, "transform"):
            raise InputError(
                f"Expected transformers before the last step. Received {step.type}: make it the "
                "last step, or remove it."
            )
    last = model.steps[-1].type
    if not is_classifier(pipeline[-1]):
        raise InputError(
            f"Expected a classifier as the last step. Received {last}: add a classifier after it, "
            "or in its place."
        )
    if not (hasattr(pipeline, "predict_proba") or model.calibration):
        raise InputError(
            f"Expected a classifier that gives probabilities. Received {last}, which gives none: "
            "set `calibration`."
        )
    return pipeline


def build_estimator(
    steps: Sequence[Step], seed: int, shape: Sequence[int] | None = None
) -> Estimator:
    """Make the unfitted pipeline of `steps`, seeding every step that draws random numbers.

    A function that takes the `shape` of images (height, width, channels) is given it.

    Raises:
        InputError: a class or a function is none that steps may have, or an argument is missing or
            unknown.
        ValueError: scikit-learn refuses the value of an argument.
    """
    from sklearn.pipeline import make_pipeline

    return make_pipeline(*(_build_step(step, seed, shape) for step in steps))


def _build_step(step: Step, seed: int, shape: Sequence[int] | None) -> Estimator:
    estimator_class = _find_fastest(step.type)
    accepted = inspect.signature(estimator_class).parameters
    _check_arguments(step, accepted)
    seeded = {"random_state": seed} if "random_state" in accepted else {}
    constraints = getattr(estimator_class, "_parameter_constraints", {})
    arguments = {
        name: _load(value, constraints.get(name, ())) for name, value in step.arguments.items()
    }
    if _takes_shape(arguments.get("func")):
        arguments["kw_args"] = {"shape": shape}
    estimator = estimator_class(**seeded | arguments)
    if constraints:
        estimator._validate_params()
    return estimator


def _takes_shape(function: object) -> bool:
    if not isinstance(function, FunctionType):  # of NumPy's there may be no signature
        return False
    return "shape" in inspect.signature(function).parameters


def _find_fastest(path: str) -> type[Estimator]:
    """The class at a dotted path, from scikit-learn-intelex where that has a faster one."""
    if path.startswith(ACCELERATED):
        with suppress(InputError):
            return find_class(path.replace("sklearn", "sklearnex", 1))
    return find_class(path)


def _check_arguments(step: Step, accepted: Mapping[str, inspect.Parameter]) -> None:
    needed = [name for name, parameter in accepted.items() if parameter.default is parameter.empty]
    if needed:
        raise InputError(
            f"Expected a class that numbers and names are enough for. Received {step.type}, which "
            f"needs {', '.join(needed)}: take another one."
        )
    for name in step.arguments:
        if name not in accepted:
            hint = suggest(name, accepted) or f" It has {', '.join(accepted)}."
            raise InputError(f"{step.type} has no argument {name!r}.{hint}")


def _load(value: object, constraints: Sequence[object]) -> object:
    """Replace the dotted path of a function by the function, where one is expected."""
    if callable in constraints and isinstance(value, str) and "." in value:
        return find_function(value)
    return value

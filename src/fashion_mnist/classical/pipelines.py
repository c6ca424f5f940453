"""Scikit-learn pipelines: built from parameters, accelerated where possible, and described."""

import inspect
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from types import FunctionType
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from fashion_mnist.classical import Classifier, Estimator
from fashion_mnist.images.arrays import AnyImages, Shape
from fashion_mnist.parameters.blocks import Block
from fashion_mnist.parameters.errors import InputError, suggest
from fashion_mnist.parameters.lazy import sklearn

MAX_JOBS = 1024  # each job is a thread
# Packages that scikit-learn-intelex accelerates; its logistic regression takes three times as long.
ACCELERATED = ("sklearn.decomposition.", "sklearn.ensemble.", "sklearn.neighbors.")
OWN = "fashion_mnist.classical"
CLASSES = ("sklearn", "sklearnex", OWN)
UFUNCS = ("numpy", "scipy.special")
FUNCTIONS = ("sklearn.feature_selection", "sklearn.metrics.pairwise", OWN)


class Step(BaseModel):
    """A scikit-learn transformer or classifier: its class, and its constructor's arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str

    @model_validator(mode="after")
    def _check_numbers(self) -> "Step":
        """Refuse numbers that scikit-learn accepts but cannot compute with."""
        try:
            json.dumps(self.arguments, allow_nan=False, default=str)
        except ValueError as error:
            raise ValueError(f"Expected finite numbers. Received: {self.arguments}") from error
        n_jobs = self.arguments.get("n_jobs")
        if isinstance(n_jobs, int) and not 1 <= abs(n_jobs) <= MAX_JOBS:
            raise ValueError(
                f"Expected n_jobs from 1 to {MAX_JOBS}, or -1 for all cores. Received: {n_jobs}"
            )
        return self

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the constructor's keyword arguments."""
        return dict(self.model_extra or {})

    @property
    def class_name(self) -> str:
        """Return the last part of the dotted path."""
        return self.type.rpartition(".")[2]


class ClassicalModel(Block):
    """A scikit-learn pipeline; `parameters_classical_ml.yml` explains the block."""

    steps: Annotated[list[Step], Field(min_length=1)]
    calibration: Literal["temperature", "sigmoid", "isotonic"] | None = None
    train_on: Annotated[int, Field(ge=1)] | None = None


def build_classifier(model: ClassicalModel, seed: int) -> Estimator:
    """Build the unfitted pipeline of a model, and check that it can predict probabilities.

    Raises:
        InputError: the last step is not a classifier, an earlier step is not a transformer, there
            are no probabilities, or `build_estimator` refuses a step.
    """
    pipeline, last = build_estimator(model.steps, seed), model.steps[-1].type
    for step, estimator in zip(model.steps[:-1], pipeline[:-1], strict=True):
        if not hasattr(estimator, "transform"):
            raise InputError(
                f"Expected transformers before the last step. Received {step.type}: make it the "
                "last step, or remove it."
            )
    if not sklearn.base.is_classifier(pipeline[-1]):
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


def build_estimator(steps: Sequence[Step], seed: int, shape: Shape | None = None) -> Estimator:
    """Build the unfitted pipeline of `steps`, and seed every step that draws random numbers.

    Functions that take a `shape` get the height, width and channels of the images.

    Raises:
        InputError: a class or function is unknown or not allowed, or an argument is missing or
            unknown.
        ValueError: scikit-learn refuses the value of an argument.
    """
    return sklearn.pipeline.make_pipeline(*(_build_step(step, seed, shape) for step in steps))


def _build_step(step: Step, seed: int, shape: Shape | None) -> Estimator:
    estimator_class = _find_fastest(step.type)
    accepted = inspect.signature(estimator_class).parameters
    needed = [name for name, parameter in accepted.items() if parameter.default is parameter.empty]
    if needed:
        raise InputError(
            f"Expected a class that needs only numbers and names. Received {step.type}, which "
            f"needs {', '.join(needed)}: choose another one."
        )
    arguments: dict[str, Any] = {"random_state": seed} if "random_state" in accepted else {}
    constraints = getattr(estimator_class, "_parameter_constraints", {})
    for name, value in step.arguments.items():
        if name not in accepted:
            hint = suggest(name, accepted) or f" It has {', '.join(accepted)}."
            raise InputError(f"{step.type} has no argument {name!r}.{hint}")
        is_path = callable in constraints.get(name, ()) and isinstance(value, str) and "." in value
        arguments[name] = find_function(value) if is_path else value
    function = arguments.get("func")
    if isinstance(function, FunctionType) and "shape" in inspect.signature(function).parameters:
        arguments["kw_args"] = {"shape": shape}
    estimator = estimator_class(**arguments)
    if constraints:
        estimator._validate_params()
    return estimator


def _find_fastest(path: str) -> Any:
    """Return the class at a dotted path of scikit-learn, or a faster one that replaces it."""
    if path == "sklearn.svm.SVC":
        return find_class(f"{OWN}.svm.SVC")
    if path.startswith(ACCELERATED):
        with suppress(InputError):
            return find_class(path.replace("sklearn", "sklearnex", 1))
    return find_class(path)


def find_class(path: str) -> Any:
    """Return the estimator class at a dotted path."""
    return _look_up(path, CLASSES, _is_estimator, "the dotted path of a scikit-learn class")


def find_function(path: str) -> Any:
    """Return the function at a dotted path, which maps numbers to numbers without side effects."""
    expected = (
        "the dotted path of a function of one array, such as numpy.sqrt "
        f"(a ufunc of {' or '.join(UFUNCS)}), or of a function of {', '.join(FUNCTIONS)}"
    )
    return _look_up(path, UFUNCS + FUNCTIONS, _is_function, expected)


def _look_up(
    path: str, packages: Sequence[str], is_of_kind: Callable[[object], bool], expected: str
) -> Any:
    """Return the object at a dotted path in these packages; refuse a path to anything else."""
    place, _, name = path.rpartition(".")
    members: dict[str, object] = {}
    if any(f"{place}.".startswith(f"{package}.") for package in packages):
        with suppress(ImportError):
            module = import_module(place)
            found = getattr(module, name, None)  # some modules import their members on demand
            members = vars(module)
            if is_of_kind(found):
                return found
    hint = suggest(name, [key for key, value in members.items() if is_of_kind(value)])
    raise InputError(f"Expected {expected}. Received: {path!r}.{hint}")


def _is_estimator(found: object) -> bool:
    is_class = inspect.isclass(found) and issubclass(found, sklearn.base.BaseEstimator)
    return is_class and not inspect.isabstract(found)


def _is_function(found: object) -> bool:
    if isinstance(found, np.ufunc):
        return (found.nin, found.nout) == (1, 1)
    return inspect.isfunction(found) and f"{found.__module__}.".startswith(FUNCTIONS)


def tabulate_steps(
    model: Classifier, features: AnyImages, parameters: Sequence[Step]
) -> pd.DataFrame:
    """Tabulate the steps of a fitted model in the format of `networks.layers.tabulate_layers`.

    There is a row for each step, and for each layer of a multi-layer perceptron. The `settings` are
    the arguments in `parameters`, and the `inputs` are the preceding step. The first row of the
    features (n, n_features) passes through the steps.
    """
    row, rows = features[:1], [("features", "Input", features.shape[1], 0, "")]
    *transformers, (name, classifier) = pipeline_of(model).steps
    *settings, last_settings = (
        ", ".join(f"{key} {value}" for key, value in step.arguments.items() if key != "n_jobs")
        for step in parameters
    )
    for (step_name, step), text in zip(transformers, settings, strict=True):
        row = step.transform(row)
        rows += [(step_name, type(step).__name__, np.size(row), count_parameters(step), text)]
    if isinstance(classifier, sklearn.neural_network.MLPClassifier):
        n_hidden = len(classifier.coefs_) - 1
        names = [*(f"hidden{number + 1}" for number in range(n_hidden)), "output"]
        activations = [classifier.activation] * n_hidden + [classifier.out_activation_]
        layers = zip(names, classifier.coefs_, classifier.intercepts_, activations, strict=True)
        for name, weights, biases, activation in layers:
            rows += [(name, "Dense", len(biases), weights.size + biases.size, activation)]
    else:
        n_parameters, n_classes = count_parameters(classifier), len(classifier.classes_)
        rows += [(name, type(classifier).__name__, n_classes, n_parameters, last_settings)]
    if isinstance(model, sklearn.calibration.CalibratedClassifierCV):
        rows.append(("calibration", type(model).__name__, len(model.classes_), 0, model.method))
    table = pd.DataFrame(rows, columns=["layer", "type", "output_shape", "parameters", "settings"])
    return table.assign(inputs=table["layer"].shift(fill_value=""))


def pipeline_of(model: Classifier) -> Estimator:
    """Return the pipeline of a fitted model, which may be calibrated."""
    is_calibrated = isinstance(model, sklearn.calibration.CalibratedClassifierCV)
    return model.estimator.estimator if is_calibrated and model.estimator else model


def count_parameters(estimator: Estimator) -> int:
    """Count the learned parameters of a fitted estimator: in general, floats in its attributes."""
    estimator = pipeline_of(estimator)
    if isinstance(estimator, sklearn.pipeline.Pipeline):
        return sum(count_parameters(step) for _, step in estimator.steps)
    if isinstance(estimator, sklearn.ensemble.RandomForestClassifier):
        return sum(tree.tree_.node_count for tree in estimator.estimators_)
    if isinstance(estimator, sklearn.neighbors.KNeighborsClassifier):
        return int(estimator.n_samples_fit_ * estimator.n_features_in_)
    learned = [value for name, value in vars(estimator).items() if name.endswith("_")]
    if isinstance(estimator, sklearn.svm.SVC):
        learned = [estimator.support_vectors_, estimator.dual_coef_, estimator.intercept_]
    values = (part for each in learned for part in (each if isinstance(each, list) else [each]))
    arrays = (value for value in values if isinstance(value, np.ndarray))
    return sum(array.size for array in arrays if np.issubdtype(array.dtype, np.floating))

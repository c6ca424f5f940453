"""Classes and functions by their dotted paths, in the packages that steps may come from.

Nothing else is imported to find out what a path means: that would run it.
"""

import inspect
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from fashion_mnist.classical.types import Estimator
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.suggestions import suggest

OWN = "fashion_mnist.classical"
CLASSES = ("sklearn", "sklearnex", OWN)
UFUNCS = ("numpy", "scipy.special")
FUNCTIONS = ("sklearn.feature_selection", "sklearn.metrics.pairwise", OWN)


def find_class(path: str) -> type[Estimator]:
    """The class of an estimator at a dotted path."""
    found: type[Estimator] | None
    found, hint = _look_up(path, CLASSES, _is_estimator)
    if found is None:
        raise InputError(
            f"Expected the dotted path of a scikit-learn class. Received: {path!r}.{hint}"
        )
    return found


def find_function(path: str) -> Callable[..., Any]:
    """The function at a dotted path, which makes numbers of numbers and reads or writes nothing."""
    found: Callable[..., Any] | None
    found, hint = _look_up(path, UFUNCS + FUNCTIONS, _is_function)
    if found is None:
        raise InputError(
            "Expected the dotted path of a function of one array, such as numpy.sqrt "
            f"(a ufunc of {' or '.join(UFUNCS)}), or of a function of {', '.join(FUNCTIONS)}. "
            f"Received: {path!r}.{hint}"
        )
    return found


def _look_up(
    path: str, packages: Sequence[str], is_of_kind: Callable[[object], bool]
) -> tuple[Any, str]:
    """What a dotted path names in these packages; or None, and what it may have meant."""
    place, _, name = path.rpartition(".")
    if not any(f"{place}.".startswith(f"{package}.") for package in packages):
        return None, ""
    try:
        module = import_module(place)
        found = getattr(module, name, None)
    except ImportError:
        return None, ""
    if is_of_kind(found):
        return found, ""
    return None, suggest(name, [key for key, value in vars(module).items() if is_of_kind(value)])


def _is_estimator(found: object) -> bool:
    from sklearn.base import BaseEstimator

    is_class = inspect.isclass(found) and issubclass(found, BaseEstimator)
    return is_class and not inspect.isabstract(found)


def _is_function(found: object) -> bool:
    if isinstance(found, np.ufunc):
        return (found.nin, found.nout) == (1, 1)
    return inspect.isfunction(found) and f"{found.__module__}.".startswith(FUNCTIONS)

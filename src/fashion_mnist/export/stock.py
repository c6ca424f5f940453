"""Estimators of scikit-learn-intelex as those of scikit-learn, with what they have learned."""

from importlib import import_module

from sklearn.base import BaseEstimator


def to_stock(estimator: BaseEstimator) -> BaseEstimator:
    """The same estimator of scikit-learn itself, fitted; any other one as it is.

    It is for converters, which read fitted attributes: it need not be able to predict.
    """
    package, module, *_ = type(estimator).__module__.split(".")
    if package != "sklearnex":
        return estimator
    stock_class = getattr(import_module(f"sklearn.{module}"), type(estimator).__name__)
    accepted = stock_class().get_params()
    given = estimator.get_params().items()
    stock = stock_class(**{name: value for name, value in given if name in accepted})
    for name in _find_learned(estimator):
        if not hasattr(stock_class, name):  # else scikit-learn derives it from the others
            setattr(stock, name, getattr(estimator, name, None))
    return stock


def _find_learned(estimator: BaseEstimator) -> set[str]:
    """The names of fitted attributes: public ones end in `_`, some of which are computed."""
    names = dir(type(estimator))
    public = {name for name in names if name.endswith("_") and not name.startswith("_")}
    own: set[str] = vars(estimator).keys() - estimator.get_params().keys()
    return public | own

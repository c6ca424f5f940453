"""TensorFlow and Keras, imported when they are first used. Nothing else imports them.

While TensorFlow's libraries are loaded they write a few remarks on drivers and processors straight
to the process's standard error. Set TF_CPP_MIN_LOG_LEVEL to 0 to see all that they write later.
Errors in Python are raised as ever.
"""

import logging
from importlib import import_module
from typing import Any, TypeAlias

from fashion_mnist.parameters.processor import set_up_tensorflow

# TensorFlow and Keras have no types.
Dataset: TypeAlias = Any
Layer: TypeAlias = Any
Model: TypeAlias = Any
Tensor: TypeAlias = Any


class _LazyModule:
    """A module that is imported when one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


set_up_tensorflow()
# It warns where several networks predict in one process.
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)
keras: Any = _LazyModule("keras")
tf: Any = _LazyModule("tensorflow")

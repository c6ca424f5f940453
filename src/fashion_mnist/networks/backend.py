"""TensorFlow and Keras, imported on first use. No other module imports them.

TensorFlow's libraries print a few messages about drivers and processors directly to the process's
standard error while they load. Set TF_CPP_MIN_LOG_LEVEL to 0 to see all their later messages.
Python exceptions are raised as usual.
"""

import logging
from importlib import import_module
from typing import Any, TypeAlias

from fashion_mnist.parameters.processor import set_up_tensorflow

# TensorFlow and Keras ship no type annotations.
Dataset: TypeAlias = Any
Layer: TypeAlias = Any
Model: TypeAlias = Any
Tensor: TypeAlias = Any


class _LazyModule:
    """A module that is imported when one of its attributes is first read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


set_up_tensorflow()
# TensorFlow warns when several networks predict in one process.
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)
keras: Any = _LazyModule("keras")
tf: Any = _LazyModule("tensorflow")

"""TensorFlow and Keras, imported on first use. No other module imports them."""

import logging
from typing import Any, TypeAlias

from fashion_mnist.parameters.lazy import LazyModule
from fashion_mnist.parameters.processor import set_up_tensorflow

# TensorFlow and Keras ship no type annotations.
Dataset: TypeAlias = Any
Layer: TypeAlias = Any
Model: TypeAlias = Any
Tensor: TypeAlias = Any

# Reports for the live line of a run in a terminal, elsewhere for the log: see
# kedro_incremental.progress.
progress = logging.getLogger("fashion_mnist").getChild("progress")

set_up_tensorflow()
# TensorFlow warns when several networks predict in one process.
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)
keras: Any = LazyModule("keras")
tf: Any = LazyModule("tensorflow")

"""TensorFlow and Keras, the only place that imports them.

TensorFlow's libraries write remarks on drivers and processors straight to the process's standard
error: while they are loaded that goes nowhere, later only fatal errors are written. Set
TF_CPP_MIN_LOG_LEVEL to 0 to see them all from then on. Errors in Python are raised as ever.

Each operation takes half of the processor's cores: batches are computed in two halves at once.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import joblib


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Within this context, nothing is written to the process's standard error."""
    stderr = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with silent_stderr():
    import keras
    import tensorflow as tf

with suppress(RuntimeError):  # a process that has begun to compute keeps its threads
    tf.config.threading.set_intra_op_parallelism_threads(max(1, joblib.cpu_count() // 2))
tf.get_logger().setLevel("ERROR")  # it warns where several networks predict in one process

__all__ = ["keras", "silent_stderr", "tf"]

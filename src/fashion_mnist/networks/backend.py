"""TensorFlow and Keras, the only place that imports them.

While TensorFlow's libraries are loaded they write a few remarks on drivers and processors straight
to the process's standard error; from then on only fatal errors are written. Set
TF_CPP_MIN_LOG_LEVEL to 0 to see them all. Errors in Python are raised as ever.

Each operation takes half of the processor's cores: batches are computed in two halves at once.
"""

import os
from contextlib import suppress
from typing import Any, TypeAlias

import joblib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf

with suppress(RuntimeError):  # a process that has begun to compute keeps its threads
    tf.config.threading.set_intra_op_parallelism_threads(max(1, joblib.cpu_count() // 2))
tf.get_logger().setLevel("ERROR")  # it warns where several networks predict in one process

Model: TypeAlias = keras.Model
Tensor: TypeAlias = Any  # of TensorFlow or Keras, which have no types

__all__ = ["Model", "Tensor", "keras", "tf"]

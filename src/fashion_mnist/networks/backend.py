"""TensorFlow and Keras, the only place that imports them.

While TensorFlow's libraries are loaded they write a few remarks on drivers and processors straight
to the process's standard error; from then on only fatal errors are written. Set
TF_CPP_MIN_LOG_LEVEL to 0 to see them all. Errors in Python are raised as ever.
"""

from typing import Any, TypeAlias

from fashion_mnist.parameters.processor import set_up_tensorflow

set_up_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

tf.get_logger().setLevel("ERROR")  # it warns where several networks predict in one process

Tensor: TypeAlias = Any  # of TensorFlow or Keras, which have no types

__all__ = ["Tensor", "keras", "tf"]

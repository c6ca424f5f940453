"""The loss of labels that leave a choice."""

from typing import Any

from fashion_mnist.networks.backend import Tensor, keras, tf


class CandidateCrossentropy(keras.losses.Loss):
    """Cross-entropy of logits (n, n_classes) that takes three kinds of rows of labels.

    One of its class is taken as usual. Several ones are candidates, any of which is right: the loss
    is minus the logarithm of their probabilities' sum (Jin and Ghahramani, 2002, "Learning with
    Multiple Labels"). Equal parts of all classes are none of them: the loss is least where the
    network is least sure (Hendrycks et al., 2019, arXiv:1812.04606).
    """

    def __init__(self, label_smoothing: float = 0, **options: Any) -> None:
        """Mix each row of labels with equal parts of all classes."""
        super().__init__(**options)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """The loss (n,)."""
        logarithms = tf.nn.log_softmax(y_pred)
        candidates = tf.where(y_true > 0, logarithms, logarithms.dtype.min)
        any_of_them = tf.reduce_logsumexp(candidates, axis=-1)
        in_parts = tf.reduce_sum(y_true * logarithms, axis=-1)
        is_choice = tf.reduce_sum(y_true, axis=-1) > 1.5
        right = tf.where(is_choice, any_of_them, in_parts)
        smooth = tf.reduce_mean(logarithms, axis=-1)
        return -((1 - self.label_smoothing) * right + self.label_smoothing * smooth)

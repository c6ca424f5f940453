"""Probabilities that a fitted classical model gives images."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.classical import Classifier
from fashion_mnist.images.arrays import AnyImages, Floats, flatten, in_batches, to_channels

AT_ONCE = 10_000  # images that are predicted together


def make_predictor(
    classifier: Classifier, channels: int
) -> Callable[[Floats], NDArray[np.floating]]:
    """A function from images (n, h, w, c) to probabilities, which gives them so many channels."""

    def predict(images: Floats) -> NDArray[np.floating]:
        return predict_probabilities(classifier, flatten(to_channels(images, channels)))

    return predict


def predict_probabilities(classifier: Classifier, flat: AnyImages) -> NDArray[np.floating]:
    """Probability of each class, (n, n_classes), for flat images (n, n_features)."""
    return np.concatenate([classifier.predict_proba(batch) for batch in in_batches(flat, AT_ONCE)])

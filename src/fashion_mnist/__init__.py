"""A comparison of deep networks and classical models on Fashion-MNIST, as a Kedro project."""

import os
from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from fashion_mnist.pictures.conversion import Explained as Explained
    from fashion_mnist.runtime.classifier import Classifier as Classifier
    from fashion_mnist.runtime.classifier import classify as classify

__version__ = "1.0.0"

# Otherwise ONNX Runtime sends usage data to its makers, from its import on.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# Imported on first use, since these modules import pandas.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "runtime.classifier": ["Classifier", "classify"],
        "pictures.conversion": ["Explained"],
    },
)

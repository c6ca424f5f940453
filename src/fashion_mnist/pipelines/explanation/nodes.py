"""Nodes of the explanation pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import assessment, backend
    from fashion_mnist import parameters as blocks


def assess(
    network: backend.keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    parameters: blocks.Network,
    options: blocks.Explanation,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the heat maps of the test images, and follow predictions along their heat."""
    layers = [*parameters.measured_layers, parameters.gradcam_layer]
    return assessment.assess(network, images, labels, layers, options, seed)

"""The classical models, by scikit-learn."""

from fashion_mnist.pipelines.classical_ml.pipeline import create_pipeline

__all__ = ["create_pipeline"]

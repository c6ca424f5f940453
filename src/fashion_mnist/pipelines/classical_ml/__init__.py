"""The classical models, fitted with scikit-learn."""

from fashion_mnist.pipelines.classical_ml.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""The classical models, fitted with scikit-learn."""

from fashion_mnist.pipelines.classical_ml.pipeline import create_pipeline as create_pipeline

"""People's own pictures, classified by a trained model."""

from fashion_mnist.pipelines.inference.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""All models together."""

from fashion_mnist.pipelines.ensemble.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""The networks, by Keras, and what they look at."""

from fashion_mnist.pipelines.deep_learning.pipeline import create_pipeline

__all__ = ["create_pipeline"]

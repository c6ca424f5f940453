"""Whether the heat maps of the networks mean anything."""

from fashion_mnist.pipelines.explanation.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""Real photographs, from which the network for coloured pictures learns; on request."""

from fashion_mnist.pipelines.photographs.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""How accurate the answers to labelled pictures are; on request."""

from fashion_mnist.pipelines.picture_accuracy.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""The models that have been run, written for use elsewhere."""

from fashion_mnist.pipelines.export.pipeline import create_pipeline

__all__ = ["create_pipeline"]

"""How accurate the models stay on changed images."""

from fashion_mnist.pipelines.robustness.pipeline import create_pipeline

__all__ = ["create_pipeline"]

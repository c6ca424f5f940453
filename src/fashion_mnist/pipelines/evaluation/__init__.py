"""How far the models' results can be trusted, from their predictions alone."""

from fashion_mnist.pipelines.evaluation.pipeline import create_pipeline

__all__ = ["create_pipeline"]

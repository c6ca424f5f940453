"""What each technique adds to the accuracy; run on request."""

from fashion_mnist.pipelines.ablation.pipeline import create_pipeline

__all__ = ["create_pipeline"]

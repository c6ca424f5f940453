"""From the raw files to the arrays that the models take."""

from fashion_mnist.pipelines.data_engineering.pipeline import create_pipeline

__all__ = ["create_pipeline"]

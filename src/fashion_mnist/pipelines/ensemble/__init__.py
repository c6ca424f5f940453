"""The ensemble: a weighted combination of the models."""

from fashion_mnist.pipelines.ensemble.pipeline import create_pipeline as create_pipeline

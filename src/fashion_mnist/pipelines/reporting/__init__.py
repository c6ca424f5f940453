"""Figures and tables, from what the other pipelines left on disk."""

from fashion_mnist.pipelines.reporting.pipeline import create_pipeline

__all__ = ["create_pipeline"]

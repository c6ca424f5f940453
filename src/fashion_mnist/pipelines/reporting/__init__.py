"""Figures, tables and the report, from the saved results of the other pipelines."""

from fashion_mnist.pipelines.reporting.pipeline import create_pipeline as create_pipeline

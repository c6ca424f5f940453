"""Tests of whether the networks' heat maps are meaningful."""

from fashion_mnist.pipelines.explanation.pipeline import create_pipeline as create_pipeline

"""Preparation of the images: profile, split, and arrays for the models."""

from fashion_mnist.pipelines.data_engineering.pipeline import create_pipeline as create_pipeline

"""Significance tests, calibration and coverage, from the models' predictions alone."""

from fashion_mnist.pipelines.evaluation.pipeline import create_pipeline as create_pipeline

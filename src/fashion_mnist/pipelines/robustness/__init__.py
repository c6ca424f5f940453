"""The accuracy of the models on changed images; run on request."""

from fashion_mnist.pipelines.robustness.pipeline import create_pipeline as create_pipeline

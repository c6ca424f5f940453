"""A search of one model's hyperparameters on the validation images; run on request."""

from fashion_mnist.pipelines.search.pipeline import create_pipeline as create_pipeline

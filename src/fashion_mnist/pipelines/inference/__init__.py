"""Classification of people's own pictures by a trained model; run on request."""

from fashion_mnist.pipelines.inference.pipeline import create_pipeline as create_pipeline

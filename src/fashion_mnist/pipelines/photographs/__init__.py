"""Real photographs to train the network for coloured pictures; run on request."""

from fashion_mnist.pipelines.photographs.pipeline import create_pipeline as create_pipeline

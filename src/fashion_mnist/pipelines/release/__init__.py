"""The packaged network, written from the trained network for pictures; run on request."""

from fashion_mnist.pipelines.release.pipeline import create_pipeline as create_pipeline

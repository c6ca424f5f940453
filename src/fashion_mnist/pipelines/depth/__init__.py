"""The effect of depth on networks with and without shortcuts; run on request."""

from fashion_mnist.pipelines.depth.pipeline import create_pipeline as create_pipeline

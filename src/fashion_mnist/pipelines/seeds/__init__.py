"""The networks trained again with other seeds; run on request."""

from fashion_mnist.pipelines.seeds.pipeline import create_pipeline as create_pipeline

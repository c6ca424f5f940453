"""Export of the trained models to ONNX and LiteRT; run on request."""

from fashion_mnist.pipelines.export.pipeline import create_pipeline as create_pipeline

"""The accuracy that each technique adds; run on request."""

from fashion_mnist.pipelines.ablation.pipeline import create_pipeline as create_pipeline

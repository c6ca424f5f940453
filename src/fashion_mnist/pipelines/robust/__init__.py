"""A network for coloured pictures with any background; run on request."""

from fashion_mnist.pipelines.robust.pipeline import create_pipeline as create_pipeline

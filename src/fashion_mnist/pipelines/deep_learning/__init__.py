"""The networks, trained with Keras, and heat maps of their predictions."""

from fashion_mnist.pipelines.deep_learning.pipeline import create_pipeline as create_pipeline

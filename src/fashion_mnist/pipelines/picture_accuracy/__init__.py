"""The accuracy on people's own labelled pictures; run on request."""

from fashion_mnist.pipelines.picture_accuracy.pipeline import create_pipeline as create_pipeline

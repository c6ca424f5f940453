"""Near-duplicates and likely label errors among the images, and their effect on accuracy."""

from fashion_mnist.pipelines.data_quality.pipeline import create_pipeline as create_pipeline

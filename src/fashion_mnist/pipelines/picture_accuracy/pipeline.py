"""The picture_accuracy pipeline, which judges what the inference pipeline has answered."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.pipelines.picture_accuracy import nodes


def create_pipeline() -> Pipeline:
    """Compare the answers to pictures, in a folder for each kind, with what they are of."""
    options = ["params:classes", "params:picture_accuracy"]
    return pipeline(
        [
            node(
                nodes.measure,
                ["pictures.answers", *options],
                ["picture_accuracies", "picture_confusions"],
                name="measure_picture_accuracy",
            ),
            node(
                nodes.show_mistakes,
                [
                    "pictures.classifier",
                    "pictures.conversions",
                    "pictures.answers",
                    "pictures.gradcam_maps",
                    *options,
                ],
                "pictures.mistakes",
                name="show_mistakes",
            ),
        ],
        tags="picture_accuracy",
    )

"""The data_quality pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.data_quality import nodes
from fashion_mnist.pipelines.templates import gather, of_each


def create_pipeline() -> Pipeline:
    """Find near-duplicates and likely label errors, and score the models without them.

    The training images are judged by the `mlp`, which is quick, fitted on other folds; the test
    images by the `ensemble`, none of whose models has seen them.
    """
    options, classes = "params:data_quality", "params:classes"
    return pipeline(
        [
            node(
                nodes.find_neighbours,
                ["train.flat", "train.labels", "test.flat", "test.labels", classes],
                "nearest_neighbours",
                name="find_neighbours",
            ),
            node(
                nodes.draw_near_duplicates,
                ["nearest_neighbours", "train.pixels", "test.pixels", options],
                "near_duplicates",
                name="draw_near_duplicates",
            ),
            node(
                nodes.predict_out_of_fold,
                [
                    "train.flat",
                    "train.labels",
                    "train.images",
                    classes,
                    "params:mlp",
                    options,
                    "params:seed",
                ],
                "out_of_fold_predictions",
                name="predict_out_of_fold",
            ),
            node(
                nodes.find_label_errors,
                [
                    "out_of_fold_predictions",
                    f"{model_names.ENSEMBLE}.predictions",
                    "train.pixels",
                    "test.pixels",
                    classes,
                ],
                ["label_errors", "label_error_gallery"],
                name="find_label_errors",
            ),
            node(
                nodes.measure_accuracies,
                {"neighbours": "nearest_neighbours", "errors": "label_errors", "options": options}
                | of_each(model_names.names(), "predictions"),
                "accuracy_on_clean_data",
                name="measure_accuracies",
            ),
            gather(),
        ],
        tags="data_quality",
    )

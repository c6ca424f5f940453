"""The data_quality pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation import data_quality
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import data
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import per_model


def create_pipeline() -> Pipeline:
    """Find near-duplicates and likely label errors, and score the models without them.

    Label errors among training images are found with out-of-fold predictions of the `mlp`, which
    is quick to fit, and among test images with predictions of the `ensemble`, which has not seen
    them.
    """
    train, pixels = ["train.flat", "train.labels"], ["train.pixels", "test.pixels"]
    options, classes = "params:data_quality", "params:classes"
    out_of_fold = "out_of_fold_predictions"
    flat = [*train, "test.flat", "test.labels", classes]
    drawn = ["nearest_neighbours", *pixels, options]
    fit_inputs = [*train, "train.images", classes, "params:mlp", options, "params:seed"]
    error_inputs = [out_of_fold, "ensemble.predictions", *pixels, classes]
    errors = ["label_errors", "label_error_gallery"]
    scored = {"neighbours": "nearest_neighbours", "errors": "label_errors", "options": options}
    scored |= per_model(model_names.NAMES, "predictions")
    measure = data_quality.measure_accuracies
    nodes = [
        node(data_quality.find_neighbours, flat, "nearest_neighbours", name="find_neighbours"),
        node(data.near_duplicates, drawn, "near_duplicates", name="draw_near_duplicates"),
        node(data_quality.predict_out_of_fold, fit_inputs, out_of_fold, name="predict_out_of_fold"),
        node(find_label_errors, error_inputs, errors, name="find_label_errors"),
        node(measure, scored, "accuracy_on_clean_data", name="measure_accuracies"),
    ]
    return pipeline(nodes, tags="data_quality")


def find_label_errors(
    train_predicted: Table, test_predicted: Table, train: Images, test: Images, classes: list[str]
) -> tuple[Table, Figure]:
    """Find likely label errors of training and test images; return a table and a gallery."""
    errors = data_quality.find_errors({"train": train_predicted, "test": test_predicted}, classes)
    return errors, data.label_errors(errors, {"train": train, "test": test})

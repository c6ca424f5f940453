"""The classical_ml pipeline."""

import time

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.classical import Classifier, pipelines
from fashion_mnist.classical.fitting import count_fitted, fit_classifier, predict_probabilities
from fashion_mnist.evaluation.predictions import Table, tabulate_predictions
from fashion_mnist.images.arrays import AnyImages, Labels
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import for_model


def create_pipeline() -> Pipeline:
    """Fit each classical model and predict with it."""
    classes = "params:classes"
    train, validation = ["train.flat", "train.labels"], ["validation.flat", "validation.labels"]
    fit_inputs = [*train, *validation, "train.images", "machine", "params:model", "params:seed"]
    fitted = ["model@fitted", "layers", "training_cost", "provenance"]
    validation_inputs = ["model@fitted", *validation, classes]
    test_inputs = ["model@fitted", "model@size", "training_cost", "test.flat", "test.labels"]
    nodes = [
        node(fit, fit_inputs, fitted, name="fit"),
        node(predict, validation_inputs, "validation_predictions", name="predict_validation"),
        node(predict_test, [*test_inputs, classes], ["predictions", "cost"], name="predict_test"),
    ]
    models = [for_model(model, nodes) for model in model_names.CLASSICAL]
    return pipeline(models, tags="classical_ml")


def fit(
    train_flat: AnyImages,
    train_labels: Labels,
    validation_flat: AnyImages,
    validation_labels: Labels,
    train_images: AnyImages,
    machine: dict[str, object],
    parameters: pipelines.ClassicalModel,
    seed: int,
) -> tuple[Classifier, Table, dict[str, float], dict[str, object]]:
    """Fit a model; return it with a table of its steps, its cost and its provenance."""
    train, validation = (train_flat, train_labels), (validation_flat, validation_labels)
    model, seconds = fit_classifier(parameters, train, validation, seed, train_images.shape[1:])
    cost = {"fit_seconds": seconds, "parameters": pipelines.count_parameters(model)}
    n_fitted = count_fitted(train_flat, parameters.train_on)
    sampled = {"train_on": n_fitted if n_fitted < len(train_flat) else None}
    block = parameters.model_dump(mode="json") | sampled
    for step, fitted in zip(block["steps"], pipelines.pipeline_of(model), strict=True):
        # The images may have limited the arguments.
        step |= {key: getattr(fitted, key) for key, value in step.items() if isinstance(value, int)}
    steps = pipelines.ClassicalModel.model_validate(block).steps
    layers = pipelines.tabulate_steps(model, train_flat, steps)
    return model, layers, cost, machine | {"seed": seed, "parameters": block}


def predict(model: Classifier, flat: AnyImages, labels: Labels, classes: list[str]) -> Table:
    """Tabulate a model's predictions of images."""
    return tabulate_predictions(labels, predict_probabilities(model, flat), classes)


def predict_test(
    model: Classifier,
    n_bytes: int,
    training_cost: dict[str, float],
    flat: AnyImages,
    labels: Labels,
    classes: list[str],
) -> tuple[Table, dict[str, float]]:
    """Predict the test images; add the time and the size of the model to its cost."""
    start = time.perf_counter()
    predictions = predict(model, flat, labels, classes)
    seconds = time.perf_counter() - start
    return predictions, training_cost | {"predict_seconds": seconds, "bytes": n_bytes}

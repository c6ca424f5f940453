"""The template of a network's nodes: train, predict and explain."""

import time

from kedro.pipeline import Node, node

from fashion_mnist.evaluation.predictions import Table, score_predictions, tabulate_predictions
from fashion_mnist.explanation import gradcam
from fashion_mnist.figures import explanation
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, ScaledImages
from fashion_mnist.networks import prediction
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import train_network

EXAMPLES = ["train.images", "train.one_hot", "validation.images", "validation.one_hot"]
ExampleArrays = tuple[AnyImages, Floats, AnyImages, Floats]  # as loaded from EXAMPLES
TEST = ["test.images", "test.labels"]
FITTED = ["network@fitted", "history", "layers", "training_cost", "provenance"]


def predict_and_explain() -> list[Node]:
    """Return the nodes that predict the validation and test images and explain predictions."""
    options = ["params:classes", "params:model"]
    validation = ["network@fitted", "validation.images", "validation.labels", *options]
    test = ["network@fitted", "network@size", "training_cost", *TEST, *options]
    predicted = ["network@fitted", "test.images", "predictions", *options]
    explained = ["gradcam_examples", "gradcam_maps", "gradcam_triptychs"]
    return [
        node(predict, validation, "validation_predictions", name="predict_validation"),
        node(predict_test, test, ["predictions", "cost", "views"], name="predict_test"),
        node(explain, predicted, explained, name="explain"),
    ]


def make_examples(*arrays: *ExampleArrays) -> tuple[Examples, Examples]:
    """Return the examples to train on, and those that choose the best epoch."""
    train_images, train_one_hot, validation_images, validation_one_hot = arrays
    return Examples(train_images, train_one_hot), Examples(validation_images, validation_one_hot)


def fit(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    machine: dict[str, object],
    parameters: Network,
    seed: int,
    start: Model | None = None,
) -> tuple[Model, Table, Table, dict[str, float], dict[str, object]]:
    """Train a network; return it with its history, layers, cost and provenance."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    provenance = machine | {"seed": seed, "parameters": parameters.model_dump(mode="json")}
    return *train_network(*examples, parameters, seed, start=start), provenance


def predict(
    network: Model, images: AnyImages, labels: Labels, classes: list[str], parameters: Network
) -> Table:
    """Tabulate a network's predictions of images."""
    probabilities = prediction.predict(network, images, parameters)
    return tabulate_predictions(labels, probabilities, classes)


def predict_test(
    network: Model,
    n_bytes: int,
    training_cost: dict[str, float],
    images: AnyImages,
    labels: Labels,
    classes: list[str],
    parameters: Network,
) -> tuple[Table, dict[str, float], dict[str, float]]:
    """Predict the test images; return predictions, cost, and the accuracy of the first view."""
    start = time.perf_counter()
    views = prediction.predict_views(network, images, parameters)
    predictions = tabulate_predictions(labels, views.mean(axis=0), classes)
    seconds = time.perf_counter() - start
    one_view = score_predictions(tabulate_predictions(labels, views[0], classes))
    cost = training_cost | {"predict_seconds": seconds, "bytes": n_bytes}
    return predictions, cost, {"views": len(views), "accuracy_one_view": one_view["accuracy"]}


def explain(
    network: Model, images: ScaledImages, predicted: Table, classes: list[str], parameters: Network
) -> tuple[Table, Floats, Figure]:
    """Explain a right and a wrong prediction of every class with Grad-CAM."""
    examples = gradcam.choose_examples(predicted, classes)
    chosen = images.take(examples["index"].to_numpy())
    answers, shown = examples["y_pred"].to_numpy(), chosen.brightness()[:]
    maps = gradcam.make_explainer(network, parameters.gradcam_layer)(chosen[:], answers)
    figure = explanation.gradcam_triptychs(shown, maps, examples, classes, network.name)
    return examples, maps, figure

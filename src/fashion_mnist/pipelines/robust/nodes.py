"""Nodes of the robust pipeline."""

from __future__ import annotations

from functools import partial

from fashion_mnist import evaluation, images, networks, parameters, robustness
from fashion_mnist.pipelines import network_nodes


def make_backgrounds(
    train_images: images.Floats, randomisation: parameters.Randomisation, seed: int
) -> tuple[robustness.Colours, robustness.Colours]:
    """Make backgrounds of the images' size: for training, and from other sources for validation."""
    images.arrays.check_square_and_grey(train_images)
    size = train_images.shape[1]
    return robustness.domain_randomisation.make_all_backgrounds(randomisation, size, seed)


def fit(
    train_images: images.Floats,
    train_one_hot: images.Floats,
    train_backgrounds: robustness.Colours,
    validation_images: images.Floats,
    validation_one_hot: images.Floats,
    validation_backgrounds: robustness.Colours,
    machine: dict[str, object],
    parameters: parameters.Network,
    randomisation: parameters.Randomisation,
    seed: int,
) -> tuple[networks.Model, evaluation.Table, evaluation.Table, dict[str, float], dict[str, object]]:
    """Train a network on randomised images; give it with what `network_nodes.fit` gives."""
    randomise = robustness.domain_randomisation.randomise
    validation = randomise(validation_images, seed, validation_backgrounds, randomisation)
    examples = network_nodes.make_examples(
        train_images, train_one_hot, validation, validation_one_hot
    )
    colour = partial(randomise, backgrounds=train_backgrounds, randomisation=randomisation)
    block, other = (given.model_dump(mode="json") for given in (parameters, randomisation))
    provenance = machine | {"seed": seed, "parameters": block | {"randomisation": other}}
    return *networks.training.fit_network(*examples, parameters, seed, colour), provenance


def predict_randomised_validation(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    backgrounds: robustness.Colours,
    classes: list[str],
    parameters: parameters.Network,
    randomisation: parameters.Randomisation,
    seed: int,
) -> evaluation.Table:
    """Predict the images by which the epoch was chosen: what the network makes of pictures."""
    randomised = robustness.domain_randomisation.randomise(images, seed, backgrounds, randomisation)
    return network_nodes.predict(network, randomised, labels, classes, parameters)

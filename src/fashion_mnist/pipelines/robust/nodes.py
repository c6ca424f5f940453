"""Nodes of the robust pipeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fashion_mnist import evaluation, images, networks, parameters, robustness
from fashion_mnist.pipelines import network_nodes


def make_backgrounds(
    train_images: images.AnyImages, randomisation: parameters.Randomisation, seed: int
) -> tuple[robustness.Colours, robustness.Colours]:
    """Make backgrounds of the images' size for training and validation.

    Their photographs and textures are from other sources.
    """
    images.arrays.check_square_and_grey(train_images)
    size = train_images.shape[1]
    return robustness.domain_randomisation.make_all_backgrounds(randomisation, size, seed)


def make_composer(
    surroundings: robustness.Surroundings,
    crops: images.Images | None,
    labels_of_crops: images.Floats | None,
    photographs: parameters.Photographs,
) -> Callable[..., tuple[images.Floats, images.Floats]]:
    """What makes batches to learn from; of photographs too if there are any."""
    shown = (
        robustness.Photographs(crops, labels_of_crops, photographs.share)
        if crops is not None and labels_of_crops is not None
        else None
    )
    compose = robustness.domain_randomisation.compose_batch
    return partial(compose, surroundings=surroundings, photographs=shown)


def fit(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    train_backgrounds: robustness.Colours,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    validation_backgrounds: robustness.Colours,
    classes: list[str],
    parameters: parameters.Network,
    randomisation: parameters.Randomisation,
    photographs: parameters.Photographs,
    seed: int,
    machine: dict[str, object],
    start: networks.Model | None = None,
    crops: images.Images | None = None,
    labels_of_crops: images.Floats | None = None,
) -> tuple[networks.Model, evaluation.Table, evaluation.Table, dict[str, float], dict[str, object]]:
    """Train a network on randomised images, and on real photographs if there are any.

    Give it with what `network_nodes.fit` gives.
    """
    validation = robustness.domain_randomisation.randomise(
        validation_images,
        validation_one_hot,
        seed,
        robustness.Surroundings(validation_backgrounds, randomisation, classes),
    )
    examples = network_nodes.make_examples(
        train_images, train_one_hot, validation, validation_one_hot
    )
    surroundings = robustness.Surroundings(train_backgrounds, randomisation, classes)
    compose = make_composer(surroundings, crops, labels_of_crops, photographs)
    block = parameters.model_dump(mode="json") | {"randomisation": randomisation.model_dump()}
    block |= {"photographs": photographs.model_dump()} if crops is not None else {}
    provenance = machine | {"seed": seed, "parameters": block}
    return *networks.training.fit_network(*examples, parameters, seed, compose, start), provenance

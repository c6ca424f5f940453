"""Nodes of the robust pipeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from fashion_mnist import evaluation, images, networks, parameters, pictures, robustness
from fashion_mnist.pipelines import network_nodes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 10_000  # images, to learn how features are spread


def make_backgrounds(
    train_images: images.Floats, randomisation: parameters.Randomisation, seed: int
) -> tuple[robustness.Colours, robustness.Colours]:
    """Make backgrounds of the images' size: for training, and from other sources for validation."""
    images.arrays.check_square_and_grey(train_images)
    size = train_images.shape[1]
    return robustness.domain_randomisation.make_all_backgrounds(randomisation, size, seed)


def make_composer(
    backgrounds: robustness.Colours,
    randomisation: parameters.Randomisation,
    photographs: parameters.Photographs,
    classes: list[str],
    crops: images.Images | None,
    labels_of_crops: images.Floats | None,
) -> Callable[..., tuple[images.Floats, images.Floats]]:
    """What makes batches to learn from; of photographs too if there are any."""
    shown = (
        robustness.Photographs(crops, labels_of_crops)
        if crops is not None and labels_of_crops is not None
        else None
    )
    return partial(
        robustness.domain_randomisation.compose_batch,
        backgrounds=backgrounds,
        randomisation=randomisation,
        classes=classes,
        photographs=shown,
        share=photographs.share,
    )


def fit(
    train_images: images.Floats,
    train_one_hot: images.Floats,
    train_backgrounds: robustness.Colours,
    validation_images: images.Floats,
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
        validation_images, validation_one_hot, seed, validation_backgrounds, randomisation, classes
    )
    examples = network_nodes.make_examples(
        train_images, train_one_hot, validation, validation_one_hot
    )
    compose = make_composer(
        train_backgrounds, randomisation, photographs, classes, crops, labels_of_crops
    )
    block = parameters.model_dump(mode="json") | {"randomisation": randomisation.model_dump()}
    block |= {"photographs": photographs.model_dump()} if crops is not None else {}
    provenance = machine | {"seed": seed, "parameters": block}
    return *networks.training.fit_network(*examples, parameters, seed, compose, start), provenance


def learn_familiarity(
    train_images: images.Floats,
    train_one_hot: images.Floats,
    train_backgrounds: robustness.Colours,
    validation_images: images.Floats,
    validation_one_hot: images.Floats,
    validation_backgrounds: robustness.Colours,
    classes: list[str],
    parameters: parameters.Network,
    randomisation: parameters.Randomisation,
    photographs: parameters.Photographs,
    seed: int,
    network: networks.Model,
    inference: parameters.Inference,
    crops: images.Images | None = None,
    labels_of_crops: images.Floats | None = None,
    looks: images.Images | None = None,
    labels_of_looks: images.Floats | None = None,
) -> pictures.Familiarity:
    """Learn what the network makes of images like those it learned from.

    What is held out is photographs if there are any, else randomised validation images.
    """
    compose = make_composer(
        train_backgrounds, randomisation, photographs, classes, crops, labels_of_crops
    )
    some = slice(None, None, -(-len(train_images) // ENOUGH))
    learned, labels = compose(train_images[some], train_one_hot[some], seed=[seed])
    is_known = is_of_a_class(labels)
    known, candidates = learned[is_known], labels[is_known]
    probabilities = networks.prediction.predict(network, known, parameters)
    empty = images.arrays.normalise(train_backgrounds[:ENOUGH])
    if looks is not None and labels_of_looks is not None:
        held_out = by_look(looks[is_of_a_class(labels_of_looks)])
    else:
        held_out = [
            robustness.domain_randomisation.randomise(
                validation_images,
                validation_one_hot,
                seed,
                validation_backgrounds,
                randomisation,
                classes,
            )
        ]
    return pictures.familiarity.learn_familiarity(
        networks.prediction.make_feature_extractor(network, parameters.training.precision),
        known,
        (candidates * probabilities).argmax(axis=1),
        [learned[~is_known], empty],
        held_out,
        inference.familiar,
    )


def answer_photographs(
    network: networks.Model,
    looks: images.Images,
    labels: images.Floats,
    classes: list[str],
    parameters: parameters.Network,
) -> evaluation.Table:
    """Predict the held-out photographs that are of some class, by all looks at each."""
    known = is_of_a_class(labels)
    of_looks = [
        networks.prediction.predict(network, shown, parameters) for shown in by_look(looks[known])
    ]
    pooled = evaluation.ensemble.pool_equally(of_looks)
    return evaluation.predictions.tabulate_by_candidates(labels[known], pooled, classes)


def is_of_a_class(labels: images.Floats) -> NDArray[np.bool_]:
    """Which rows (n,) of labels (n, n_classes) name a class, or several that it may be."""
    of_a_class: NDArray[np.bool_] = (labels == 1).any(axis=1)
    return of_a_class


def by_look(looks: images.Images) -> list[images.Floats]:
    """Looks at photographs, (n, n_looks, size, size, 3), as a network takes them one by one."""
    return list(images.arrays.normalise(looks).swapaxes(0, 1))


def predict_randomised_validation(
    network: networks.Model,
    images: images.Floats,
    one_hot: images.Floats,
    labels: images.Labels,
    backgrounds: robustness.Colours,
    classes: list[str],
    parameters: parameters.Network,
    randomisation: parameters.Randomisation,
    seed: int,
) -> evaluation.Table:
    """Predict the images by which the epoch was chosen: what the network makes of pictures."""
    randomised = robustness.domain_randomisation.randomise(
        images, one_hot, seed, backgrounds, randomisation, classes
    )
    return network_nodes.predict(network, randomised, labels, classes, parameters)

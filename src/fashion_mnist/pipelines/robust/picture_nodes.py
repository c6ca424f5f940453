"""Nodes of the robust pipeline that make the network ready for people's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fashion_mnist import evaluation, images, networks, parameters, pictures, robustness
from fashion_mnist.pipelines import network_nodes
from fashion_mnist.pipelines.robust import nodes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 10_000  # images, to learn how features are spread


def make_validation_pictures(
    train_images: images.AnyImages,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    validation_backgrounds: robustness.Colours,
    validation_labels: images.Labels,
    classes: list[str],
    randomisation: parameters.Randomisation,
    seed: int,
) -> tuple[images.Labels, images.Images, images.Images]:
    """Put validation images onto backgrounds, and convert them as people's pictures are.

    Returns:
        The labels of those in which an item is found, what a network of colours looks at, and what
        is like the training images.
    """
    surroundings = robustness.Surroundings(validation_backgrounds, randomisation, classes)
    randomised = robustness.domain_randomisation.randomise(
        validation_images, validation_one_hot, seed, surroundings
    )
    shape = list(train_images.shape[1:])
    cut_out = images.profile.have_black_corners(train_images)
    is_used, looks, like_training = pictures.conversion.convert_each(
        randomised, pictures.Taken([*shape[:2], 3], shape, cut_out)
    )
    return validation_labels[is_used], looks, like_training


def learn_familiarity(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    train_backgrounds: robustness.Colours,
    validation_looks: images.Images,
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

    What is held out is photographs if there are any, else the pictures made of validation images.
    """
    surroundings = robustness.Surroundings(train_backgrounds, randomisation, classes)
    compose = nodes.make_composer(surroundings, crops, labels_of_crops, photographs)
    some = slice(None, None, -(-len(train_images) // ENOUGH))
    learned, labels = compose(
        images.arrays.to_floats(train_images[some]), train_one_hot[some], seed=[seed]
    )
    is_known = is_of_a_class(labels)
    known, candidates = learned[is_known], labels[is_known]
    probabilities = networks.prediction.predict(network, known, parameters)
    held_out = validation_looks
    if looks is not None and labels_of_looks is not None:
        held_out = looks[is_of_a_class(labels_of_looks)]
    return pictures.familiarity.learn_familiarity(
        networks.prediction.make_feature_extractor(network, parameters.training.precision),
        known,
        (candidates * probabilities).argmax(axis=1),
        [learned[~is_known], images.arrays.normalise(train_backgrounds[:ENOUGH])],
        by_look(held_out),
        inference.familiar,
    )


def answer_validation_pictures(
    network: networks.Model,
    looks: images.Images,
    labels: images.Labels,
    classes: list[str],
    parameters: parameters.Network,
) -> evaluation.Table:
    """Predict the pictures made of validation images, by all looks at each."""
    pooled = predict_by_looks(network, looks, parameters)
    return evaluation.predictions.tabulate_predictions(labels, pooled, classes)


def answer_as_partner(
    network: networks.Model,
    like_training: images.Images,
    labels: images.Labels,
    classes: list[str],
    parameters: parameters.Network,
) -> evaluation.Table:
    """Predict the same pictures by the network that answers beside the robust one."""
    grey = images.arrays.add_channel(like_training)
    return network_nodes.predict(network, grey, labels, classes, parameters)


def answer_photographs(
    network: networks.Model,
    looks: images.Images,
    labels: images.Floats,
    classes: list[str],
    parameters: parameters.Network,
) -> evaluation.Table:
    """Predict the held-out photographs that are of some class, by all looks at each."""
    known = is_of_a_class(labels)
    pooled = predict_by_looks(network, looks[known], parameters)
    return evaluation.predictions.tabulate_by_candidates(labels[known], pooled, classes)


def predict_by_looks(
    network: networks.Model, looks: images.Images, parameters: parameters.Network
) -> images.Floats:
    """The logarithmic mean of the probabilities of all looks at each picture: (n, n_classes)."""
    return evaluation.ensemble.pool_equally(
        [networks.prediction.predict(network, shown, parameters) for shown in by_look(looks)]
    )


def is_of_a_class(labels: images.Floats) -> NDArray[np.bool_]:
    """Which rows (n,) of labels (n, n_classes) name a class, or several that it may be."""
    of_a_class: NDArray[np.bool_] = (labels == 1).any(axis=1)
    return of_a_class


def by_look(looks: images.Images) -> list[images.Floats]:
    """Looks at photographs, (n, n_looks, size, size, 3), as a network takes them one by one."""
    return list(images.arrays.normalise(looks).swapaxes(0, 1))

"""Nodes of the robust pipeline that make the network ready for people's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fashion_mnist import evaluation, images, networks, parameters, pictures, robustness
from fashion_mnist.pipelines.robust import nodes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 10_000  # images, to learn how features are spread


def learn_familiarity(
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
    surroundings = robustness.Surroundings(train_backgrounds, randomisation, classes)
    compose = nodes.make_composer(surroundings, crops, labels_of_crops, photographs)
    some = slice(None, None, -(-len(train_images) // ENOUGH))
    learned, labels = compose(
        images.arrays.to_floats(train_images[some]), train_one_hot[some], seed=[seed]
    )
    is_known = is_of_a_class(labels)
    known, candidates = learned[is_known], labels[is_known]
    probabilities = networks.prediction.predict(network, known, parameters)
    if looks is not None and labels_of_looks is not None:
        held_out = by_look(looks[is_of_a_class(labels_of_looks)])
    else:
        surroundings = surroundings._replace(backgrounds=validation_backgrounds)
        randomise = robustness.domain_randomisation.randomise
        held_out = [randomise(validation_images, validation_one_hot, seed, surroundings)]
    return pictures.familiarity.learn_familiarity(
        networks.prediction.make_feature_extractor(network, parameters.training.precision),
        known,
        (candidates * probabilities).argmax(axis=1),
        [learned[~is_known], images.arrays.normalise(train_backgrounds[:ENOUGH])],
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

"""Trained models, made ready to be asked many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from fashion_mnist import classical, evaluation, explanation, images, networks, parameters
from fashion_mnist.parameters import model_names


class Model(NamedTuple):
    """A model made ready once, to be asked many times.

    Both functions take images (n, height, width, channels) in [0, 1]. `predict` gives probabilities
    (n, n_classes); `explain` takes classes (n,) too and gives heat maps (n, height, width) in
    [0, 1], all 0 but for networks.
    """

    predict: Callable[[images.Floats], images.Floats]
    explain: Callable[[images.Floats, images.Labels], images.Floats]


def make_ready(name: str, options: Mapping[str, Any], of_each_model: Mapping[str, Any]) -> Model:
    """Load a model that has been run, and make it ready.

    Args:
        name: of a network, a classical model, or the ensemble.
        options: the parameters.
        of_each_model: partitions as `model` and `network`, and the ensemble's table as `weights`.
    """
    if name == model_names.ENSEMBLE:
        weights = of_each_model["weights"]
        members = [make_ready(member, options, of_each_model) for member in weights["model"]]
        return Model(partial(_pool, weights["weight"].to_numpy(), members), _explain_nothing)
    if name in model_names.networks():
        network = of_each_model["network"][name]()
        return _make_network_ready(network, parameters.Network.model_validate(options[name]))
    return Model(partial(_ask_classical, of_each_model["model"][name]()), _explain_nothing)


def _make_network_ready(network: networks.Model, block: parameters.Network) -> Model:
    networks.demands.check_demands(network, block)
    return Model(
        networks.prediction.make_predictor(
            network, block.flip_average, block.shift_average, block.training.precision
        ),
        explanation.gradcam.make_explainer(network, block.gradcam_layer, "Grad-CAM"),
    )


def _ask_classical(model: classical.Classifier, shown: images.Floats) -> images.Floats:
    flat = images.arrays.flatten(shown)
    return classical.probabilities.predict_probabilities(model, flat)


def _pool(weights: images.Floats, members: list[Model], shown: images.Floats) -> images.Floats:
    return evaluation.ensemble.pool(weights, [member.predict(shown) for member in members])


def _explain_nothing(shown: images.Floats, _: images.Labels) -> images.Floats:
    return 0 * shown[..., 0]

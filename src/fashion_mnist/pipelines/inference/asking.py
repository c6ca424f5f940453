"""Trained models, made ready to be asked what people's pictures show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from fashion_mnist import (
    classical,
    evaluation,
    explanation,
    images,
    networks,
    parameters,
    pictures,
)
from fashion_mnist.parameters import model_names


class Model(NamedTuple):
    """A model made ready once, to be asked many times.

    Both functions take images (n, height, width, channels) in [0, 1]. `predict` gives probabilities
    (n, n_classes); `explain` takes classes (n,) too and gives heat maps (n, height, width) in
    [0, 1], all 0 but for networks.
    """

    predict: Callable[[images.Floats], images.Floats]
    explain: Callable[[images.Floats, images.Labels], images.Floats]


class Answerer(NamedTuple):
    """A model, what `choose_classifier` and `learn_familiarity` give, and the classes' names.

    Beside them the `partners` that answer with it, and `extract`, which gives the features of
    images (n, n_features) where the model's own familiarity is of these, not of pixels.
    """

    model: Model
    classifier: Mapping[str, Any]
    familiarity: pictures.Familiarity
    classes: list[str]
    partners: Sequence[Model] = ()
    extract: Callable[[images.Floats], images.Floats] | None = None

    @classmethod
    def make(
        cls,
        classifier: Mapping[str, Any],
        familiarity: pictures.Familiarity,
        options: Mapping[str, Any],
        of_each_model: Mapping[str, Any],
    ) -> Answerer:
        """Make the chosen model ready, of what `make_ready` takes."""
        name = classifier["model"]
        model = make_ready(name, options, of_each_model)
        _, *beside = classifier["weights"]
        partners = [make_ready(name, options, of_each_model) for name in beside]
        answerer = cls(model, classifier, familiarity, options["classes"], partners)
        own = of_each_model.get("feature_familiarity", {})
        if name not in own:
            return answerer
        block = parameters.Network.model_validate(options[name])
        extract = networks.prediction.make_feature_extractor(
            of_each_model["network"][name](), block.training.precision
        )
        return answerer._replace(familiarity=own[name](), extract=extract)

    @property
    def taken(self) -> pictures.Taken:
        """What images the model takes."""
        return pictures.Taken(**self.classifier["taken"])

    def answer(
        self, reasons: Mapping[str, str | None], seen: images.Images, like_training: images.Images
    ) -> tuple[evaluation.Table, images.Labels]:
        """Answer pictures that have been converted.

        Args:
            reasons: why a picture could not be used, None if it could, by its name.
            seen: what the model looks at of each, (n, n_looks, height, width) or (..., 3).
            like_training: what is like the training images, (n, height, width) or (..., 3).

        Returns:
            The table that `tabulate_answers` makes, and the most probable class of each, (n,).
        """
        alike = _to_floats(like_training)
        asked = [_look(self.model, seen), *(partner.predict(alike) for partner in self.partners)]
        weights = list(self.classifier["weights"].values())
        probabilities = evaluation.ensemble.pool(weights, asked)
        is_familiar = pictures.familiarity.is_familiar(
            self.familiarity, self._take_features(seen, alike)
        )
        view = pictures.conversion.view_of(self.taken.shape)
        table = pictures.answers.tabulate_answers(
            reasons, probabilities, is_familiar, self.classes, self.classifier, view
        )
        return table, probabilities.argmax(axis=1)

    def _take_features(self, seen: images.Images, alike: images.Floats) -> list[images.Floats]:
        """What familiarity is measured by, of each look."""
        if self.extract is None:
            return [pictures.familiarity.take_pixels(alike)]
        return [self.extract(_to_floats(look)) for look in seen.swapaxes(0, 1)]

    def explain(self, seen: images.Images, labels: images.Labels) -> images.Floats:
        """Heat maps (n, height, width) of what speaks for classes (n,) in the first look."""
        return self.model.explain(_to_floats(seen[:, 0]), labels)


def _look(model: Model, seen: images.Images) -> images.Floats:
    """The logarithmic mean of the probabilities of all looks at each picture: (n, n_classes)."""
    n_looks = seen.shape[1]
    predicted = model.predict(_to_floats(seen.reshape(-1, *seen.shape[2:])))
    of_looks = [predicted[look::n_looks] for look in range(n_looks)]
    return evaluation.ensemble.pool_equally(of_looks)


def _to_floats(pixels: images.Images) -> images.Floats:
    return images.arrays.add_channel(images.arrays.normalise(pixels))


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

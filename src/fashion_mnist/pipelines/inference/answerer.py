"""A trained model made ready to answer pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from fashion_mnist.classical import Classifier
from fashion_mnist.classical.fitting import predict_probabilities
from fashion_mnist.evaluation import ensemble
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation.gradcam import make_explainer
from fashion_mnist.images.arrays import Floats, Images, Labels, ScaledImages, add_channel, flatten
from fashion_mnist.networks import backend
from fashion_mnist.networks.architectures import check_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_feature_extractor, make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures import ood
from fashion_mnist.pictures.answers import tabulate_answers
from fashion_mnist.pictures.conversion import view_of
from fashion_mnist.pictures.types import InputSpec, OODDetector


class Answerer(NamedTuple):
    """A model, what `choose_classifier` and `fit_ood_detector` give, and the classes' names.

    It scales pictures to the `levels` (256,) of the images that the model was trained on. Beside it
    the `partners` that answer with it, and `extract`, which gives the features of images
    (n, n_features) where the model's own OOD detector takes these, not pixels.
    """

    model: Model
    classifier: Mapping[str, Any]
    detector: OODDetector
    classes: list[str]
    levels: Floats
    partners: Sequence[Model] = ()
    extract: Callable[[Floats], Floats] | None = None

    @classmethod
    def make(
        cls,
        classifier: Mapping[str, Any],
        detector: Callable[[], OODDetector],
        levels: Floats,
        options: Mapping[str, Any],
        of_each_model: Mapping[str, Any],
    ) -> Answerer:
        """Make the chosen model ready, of what `make_ready` takes.

        The detector by pixels is loaded or fitted only if the model has none of its own.
        """
        name = classifier["model"]
        model = make_ready(name, options, of_each_model)
        _, *beside = classifier["weights"]
        partners = [make_ready(name, options, of_each_model) for name in beside]
        own = of_each_model.get("ood_detector", {})
        if name not in own:
            return cls(model, classifier, detector(), options["classes"], levels, partners)
        block = Network.model_validate(options[name])
        extract = make_feature_extractor(of_each_model["network"][name](), block.training.precision)
        return cls(model, classifier, own[name](), options["classes"], levels, partners, extract)

    @property
    def input_spec(self) -> InputSpec:
        """What images the model takes."""
        return InputSpec(**self.classifier["input_spec"])

    def answer(
        self, reasons: Mapping[str, str | None], seen: Images, like_training: Images
    ) -> tuple[Table, Labels]:
        """Answer pictures that have been converted.

        Args:
            reasons: why a picture could not be used, None if it could, by its name.
            seen: the crops of each that the model takes, (n, n_crops, height, width) or (..., 3).
            like_training: what is like the training images, (n, height, width) or (..., 3).

        Returns:
            The table that `tabulate_answers` makes, and the most probable class of each, (n,).
        """
        alike = self._scale(like_training)
        asked = [self._look(seen), *(partner.predict(alike) for partner in self.partners)]
        weights = list(self.classifier["weights"].values())
        probabilities = ensemble.pool(weights, asked)
        is_known = ood.is_in_distribution(self.detector, self._take_features(seen, alike))
        view = view_of(self.input_spec.shape)
        table = tabulate_answers(
            reasons, probabilities, is_known, self.classes, self.classifier, view
        )
        return table, probabilities.argmax(axis=1)

    def _take_features(self, seen: Images, alike: Floats) -> list[Floats]:
        """The features of each crop by which the OOD detector scores it."""
        if self.extract is None:
            return [ood.take_pixels(alike)]
        return [self.extract(self._scale(crop)) for crop in seen.swapaxes(0, 1)]

    def explain(self, seen: Images, labels: Labels) -> Floats:
        """Heat maps (n, height, width) of the support for classes (n,) in the first crop."""
        return self.model.explain(self._scale(seen[:, 0]), labels)

    def _look(self, seen: Images) -> Floats:
        """The logarithmic mean (n, n_classes) of the probabilities of all crops of each picture."""
        n_crops = seen.shape[1]
        predicted = self.model.predict(self._scale(seen.reshape(-1, *seen.shape[2:])))
        return ensemble.pool_equally([predicted[crop::n_crops] for crop in range(n_crops)])

    def _scale(self, pixels: Images) -> Floats:
        return add_channel(ScaledImages(pixels, self.levels))[:]


class Model(NamedTuple):
    """A model made ready once, to be asked many times.

    Both functions take images (n, height, width, channels), scaled. `predict` gives probabilities
    (n, n_classes); `explain` takes classes (n,) too and gives heat maps (n, height, width) in
    [0, 1], all 0 but for networks.
    """

    predict: Callable[[Floats], Floats]
    explain: Callable[[Floats, Labels], Floats]


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
        return _make_network_ready(network, Network.model_validate(options[name]))
    return Model(partial(_ask_classical, of_each_model["model"][name]()), _explain_nothing)


def _make_network_ready(network: backend.Model, block: Network) -> Model:
    check_network(network, block)
    return Model(
        make_predictor(network, block.tta_flip, block.tta_shift, block.training.precision),
        make_explainer(network, block.gradcam_layer, "Grad-CAM"),
    )


def _ask_classical(model: Classifier, shown: Floats) -> Floats:
    flat = flatten(shown)
    return predict_probabilities(model, flat)


def _pool(weights: Floats, members: list[Model], shown: Floats) -> Floats:
    return ensemble.pool(weights, [member.predict(shown) for member in members])


def _explain_nothing(shown: Floats, _: Labels) -> Floats:
    return 0 * shown[..., 0]

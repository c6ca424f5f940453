"""A trained model, made ready to classify pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fashion_mnist.classical.fitting import predict_probabilities
from fashion_mnist.evaluation.ensemble import pool, pool_equally
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation.gradcam import make_explainer
from fashion_mnist.images.arrays import Floats, Images, Labels, ScaledImages, add_channel, flatten
from fashion_mnist.networks.architectures import check_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.answers import tabulate_answers

Values = Mapping[str, Any]


class Answerer(NamedTuple):
    """A model, and all that it needs to classify pictures."""

    model: Model
    classifier: Values  # as `choose_classifier` returns it
    classes: list[str]
    levels: Floats  # (256,), the values that the model was trained on for the pixels 0 to 255

    def answer(self, reasons: Mapping[str, str | None], seen: Images) -> tuple[Table, Labels]:
        """Classify pictures: return the table of `tabulate_answers`, and the probable classes (n,).

        Args:
            reasons: for each picture's name, why it could not be used, or None if it could.
            seen: the crops that the model takes, (n, n_crops, height, width) or (..., 3).
        """
        n_crops = seen.shape[1]
        of_crops = self.model.predict(self._scale(seen.reshape(-1, *seen.shape[2:])))
        probabilities = pool_equally([of_crops[crop::n_crops] for crop in range(n_crops)])
        table = tabulate_answers(reasons, probabilities, self.classes, self.classifier)
        return table, probabilities.argmax(axis=1)

    def explain(self, seen: Images, labels: Labels) -> Floats:
        """Return heat maps (n, height, width) of the support for classes (n,) in the first crop."""
        return self.model.explain(self._scale(seen[:, 0]), labels)

    def _scale(self, pixels: Images) -> Floats:
        return add_channel(ScaledImages(pixels, self.levels))[:]


class Model(NamedTuple):
    """A loaded model that can predict many scaled images, (n, height, width, channels)."""

    predict: Callable[[Floats], Floats]  # returns probabilities, (n, n_classes)
    # Returns heat maps (n, height, width) in [0, 1] of classes (n,), all 0 for other models than
    # networks.
    explain: Callable[[Floats, Labels], Floats]


def prepare_model(name: str, options: Values, artifacts: Values) -> Model:
    """Load a network, a classical model or the ensemble, and make it ready.

    `artifacts` has loaders by model as `model` and `network`, and the ensemble's `weights`.
    """
    if name in model_names.ALL_NETWORKS:
        network, block = artifacts["network"][name](), Network.model_validate(options[name])
        check_network(network, block)
        return Model(
            make_predictor(network, block.tta_flip, block.tta_shift, block.training.precision),
            make_explainer(network, block.gradcam_layer, "Grad-CAM"),
        )
    if name == model_names.ENSEMBLE:
        weights = artifacts["weights"]["weight"].to_numpy()
        names = artifacts["weights"]["model"]
        members = [prepare_model(member, options, artifacts).predict for member in names]
        return Model(lambda images: pool(weights, [ask(images) for ask in members]), empty_maps)
    classifier = artifacts["model"][name]()
    return Model(lambda images: predict_probabilities(classifier, flatten(images)), empty_maps)


def empty_maps(images: Floats, labels: Labels) -> Floats:
    """Return heat maps (n, height, width) of 0."""
    return 0 * images[..., 0]

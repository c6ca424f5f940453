"""The models of a project, made ready to classify pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fashion_mnist.classical.fitting import predict_probabilities
from fashion_mnist.evaluation.ensemble import pool, pool_equally
from fashion_mnist.explanation.gradcam import make_explainer
from fashion_mnist.images.arrays import Floats, Images, Labels, ScaledImages, add_channel, flatten
from fashion_mnist.networks.architectures import check_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.answers import PictureModel

Values = Mapping[str, Any]


def load_model(
    classifier: Values, options: Values, train_images: ScaledImages | None, artifacts: Values
) -> PictureModel:
    """Load the chosen model, ready to classify pictures.

    `artifacts` are those of `prepare_model`, and the packaged network as `released`.
    """
    released: PictureModel = artifacts["released"]
    if classifier["model"] == model_names.RELEASED or train_images is None:
        return released
    model = prepare_model(classifier["model"], options, artifacts)
    levels = train_images.levels

    def scale(pixels: Images) -> Floats:
        return add_channel(ScaledImages(pixels, levels))[:]

    def predict(crops: Images) -> Floats:
        n_crops = crops.shape[1]
        of_crops = model.predict(scale(crops.reshape(-1, *crops.shape[2:])))
        return pool_equally([of_crops[crop::n_crops] for crop in range(n_crops)])

    def explain(crops: Images, labels: Labels) -> Floats:
        return model.explain(scale(crops[:, 0]), labels)

    return PictureModel(classifier, options["classes"], predict, explain)


class Model(NamedTuple):
    """A loaded model that can predict many scaled images, (n, height, width, channels)."""

    predict: Callable[[Floats], Floats]  # returns probabilities, (n, n_classes)
    # Returns heat maps (n, height, width) in [0, 1] of classes (n,); of other models they are 0.
    explain: Callable[[Floats, Labels], Floats] = lambda images, _: 0 * images[..., 0]


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
        return Model(lambda images: pool(weights, [predict(images) for predict in members]))
    classifier = artifacts["model"][name]()
    return Model(lambda images: predict_probabilities(classifier, flatten(images)))

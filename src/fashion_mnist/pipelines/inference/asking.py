"""Asking a trained model what people's pictures show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from fashion_mnist import evaluation, images, networks, parameters, pictures
from fashion_mnist.pipelines.inference.ready_models import Model, make_ready


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
        familiarity: Callable[[], pictures.Familiarity],
        options: Mapping[str, Any],
        of_each_model: Mapping[str, Any],
    ) -> Answerer:
        """Make the chosen model ready, of what `make_ready` takes.

        The familiarity of pixels is loaded or learned only if the model has none of its own.
        """
        name = classifier["model"]
        model = make_ready(name, options, of_each_model)
        _, *beside = classifier["weights"]
        partners = [make_ready(name, options, of_each_model) for name in beside]
        own = of_each_model.get("feature_familiarity", {})
        if name not in own:
            return cls(model, classifier, familiarity(), options["classes"], partners)
        block = parameters.Network.model_validate(options[name])
        extract = networks.prediction.make_feature_extractor(
            of_each_model["network"][name](), block.training.precision
        )
        return cls(model, classifier, own[name](), options["classes"], partners, extract)

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

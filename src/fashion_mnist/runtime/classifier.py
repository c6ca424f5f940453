"""A trained model that answers pictures: the pipeline `inference` to hold in the hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from kedro.framework.project import configure_project, pipelines
from kedro.framework.session import KedroSession
from kedro.io import DataCatalog

from fashion_mnist.datasets.pictures import Given, PicturesDataset
from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import Inference
from fashion_mnist.pictures.conversion import take_pixels, try_to_convert, view_of
from fashion_mnist.pictures.types import Explained, OODDetector, spread
from fashion_mnist.pipelines.inference.answerer import Answerer
from fashion_mnist.pipelines.inference.pipeline import (
    PREDICTIONS,
    TRAINED,
    choose_classifier,
    fit_ood_detector,
)
from fashion_mnist.robustness import backgrounds
from fashion_mnist.runtime.input_check import check_inputs

OOD_DETECTOR = "pictures.ood_detector"


class Classifier:
    """A trained model, loaded once, that answers people's pictures. It keeps nothing.

    Example:
        ::

            classifier = Classifier.load()
            classifier("path/to/folder")
            classifier(["shoe.jpg", PIL.Image.open("bag.png"), array])
            classifier.explain("shoe.jpg").heat_on_picture
    """

    _process: ClassVar[int | None] = None  # that has loaded one, as its forks remember

    def __init__(self, answerer: Answerer) -> None:
        """Take what answers; `load` makes it of a project."""
        self._answerer = answerer
        Classifier._process = os.getpid()

    @classmethod
    def load(
        cls, model: str | None = None, project: str | Path = ".", env: str | None = None
    ) -> Classifier:
        """Load a model that has been trained, and make it ready.

        Args:
            model: its name, or `ensemble`; by default that of `inference.model`, or else `robust`
                or, if it has not been trained, the network most accurate on the validation images.
            project: the folder with the project's `conf` and `data`.
            env: an environment, which is a folder of `conf`; by default that of `kedro run`.

        Raises:
            InputError: there is no such model or environment, or the model has not been trained, or
                this is a fork of a process that has loaded one.
        """
        _refuse_fork(cls._process)
        for argument, given in (("model", model), ("env", env)):
            if not isinstance(given, str | None):
                raise InputError(f"Expected {argument} to be a name. Received: {given!r}.")
        if not isinstance(project, str | Path):
            raise InputError(f"Expected project to be a folder's path. Received: {project!r}.")
        classifier = cls(load_answerer(model, project, env))
        classifier.explain(np.eye(64, dtype=np.uint8) * 255)  # the first time is the slowest
        return classifier

    @property
    def description(self) -> dict[str, Any]:
        """The `model`'s name, its `accuracy` on what it is `judged_on`, and when it is sure.

        `threshold` is the probability from which it is, None if it never is; `accuracy_when_sure`
        and `share_sure` are those there.
        """
        return dict(self._answerer.classifier)

    @property
    def classes(self) -> list[str]:
        """The names of the classes."""
        return list(self._answerer.classes)

    def __call__(self, pictures: Given | Sequence[Given]) -> pd.DataFrame:
        """Answer pictures.

        Args:
            pictures: a folder, a file, an image of Pillow, an array (h, w), (h, w, 3) or (h, w, 4)
                of uint8; or a list or tuple of these, mixed.

        Returns:
            A row for each `file`, which is its path in the folder that was given, or the whole path
            where several have the same, or `picture N` for the N-th that was given as an image or
            array; what cannot be shown in a name is escaped. `class` and `probability`, and
            `class_2`, `class_3` with theirs; `model` and whether it has `seen` the picture in grey
            or colour; whether it is `sure`; whether the picture looks `familiar`; or the `reason`
            why it could not be read.

        Raises:
            DatasetError: there are no pictures.
            InputError: an array is of another shape or type, or this is a fork of the process.
        """
        spec = self._answerer.input_spec
        _refuse_fork(self._process)
        reasons, pixels = {}, []
        for name, read in PicturesDataset(paths=pictures).load().items():
            attempt = try_to_convert(read, spec)
            reasons[name] = attempt.reason
            pixels.append(take_pixels(attempt, spec))
        seen, like_training = (np.stack(views) for views in zip(*pixels, strict=True))
        table, _ = self._answerer.answer(reasons, seen, like_training)
        return table

    def explain(self, picture: Given) -> Explained:
        """Answer one picture, and show how.

        Args:
            picture: a file, an image of Pillow or an array, as for a call.

        Returns:
            The answer, each step from the picture to what the model saw, and what in it speaks for
            the answer.

        Raises:
            DatasetError: there is no picture.
            InputError: there are several, or an array is of another shape or type, or this is a
                fork of the process.
        """
        _refuse_fork(self._process)
        name, read = _read_one(picture)
        spec = self._answerer.input_spec
        attempt = try_to_convert(read, spec)
        seen, like_training = (view[np.newaxis] for view in take_pixels(attempt, spec))
        table, labels = self._answerer.answer({name: attempt.reason}, seen, like_training)
        if attempt.picture is None or attempt.reason is not None:
            return Explained(table.iloc[0], attempt.picture)
        conversion = attempt.views[view_of(spec.shape)]
        heat = self._answerer.explain(seen, labels)[0]
        on_picture = spread(heat, conversion, attempt.picture.shape)
        return Explained(table.iloc[0], attempt.picture, conversion, heat, on_picture)


def _refuse_fork(process: int | None) -> None:
    """Raise InputError in a fork of the process, which lacks the threads that would answer."""
    if process not in {None, os.getpid()}:
        raise InputError(
            "Expected a process of its own to classify in. Received a fork of process "
            f"{process}, which has loaded a model: its threads are not in the fork, which would "
            'wait for ever. Start workers by multiprocessing.get_context("spawn"), and call '
            "Classifier.load in each."
        )


def _read_one(picture: Given) -> tuple[str, Callable[[], Images]]:
    found = PicturesDataset(paths=picture).load()
    if len(found) > 1:
        raise InputError(
            f"Expected one picture to explain. Received {len(found)}: explain them one by one."
        )
    return next(iter(found.items()))


def classify(
    paths: Given | Sequence[Given],
    model: str | None = None,
    project: str | Path = ".",
    env: str | None = None,
) -> pd.DataFrame:
    """Answer pictures by a model that is loaded for them alone: `Classifier.load(...)(paths)`."""
    return Classifier.load(model, project, env)(paths)


def load_answerer(model: str | None, project: str | Path, env: str | None) -> Answerer:
    """Load what `Classifier.load` asks for."""
    catalog = _load_catalog(project, env)
    options = catalog.load("parameters")
    inference = Inference.model_validate(options["inference"])
    if model:
        inference = inference.model_copy(update={"model": model})
    of_each_model = _load_each(catalog)
    train_images = catalog.load("train.images")
    classifier = choose_classifier(options["classes"], inference, train_images, **of_each_model)

    def fit_own_detector() -> OODDetector:
        if catalog.exists(OOD_DETECTOR):
            kept: OODDetector = catalog.load(OOD_DETECTOR)
            return kept
        return fit_ood_detector(
            catalog.load("train.images"),
            catalog.load("train.labels"),
            catalog.load("validation.images"),
            inference,
            backgrounds.Randomisation.model_validate(options["randomisation"]),
            options["seed"],
        )

    return Answerer.make(classifier, fit_own_detector, train_images.levels, options, of_each_model)


def _load_catalog(project: str | Path, env: str | None) -> DataCatalog:
    configure_project("fashion_mnist")
    with KedroSession.create(project, env=env) as session:
        catalog: DataCatalog = session.load_context().catalog  # type: ignore[attr-defined]
    needed = pipelines["inference"].to_outputs("pictures.classifier", OOD_DETECTOR)
    check_inputs(needed, catalog)
    return catalog


def _load_each(catalog: DataCatalog) -> dict[str, Any]:
    """What there is of each model; a model that is loaded twice is read once."""
    loaded = {
        argument: catalog.load(name)
        for argument, name in (TRAINED | PREDICTIONS).items()
        if catalog.exists(name)
    }
    return {
        argument: {model: cache(load) for model, load in found.items()}
        if isinstance(found, dict)
        else found
        for argument, found in loaded.items()
    }

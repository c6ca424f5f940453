"""A classifier of pictures in Python, which answers as the pipeline `inference` does.

The packaged network needs no project; this module imports Kedro only to load a project's models.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import RELEASED
from fashion_mnist.pictures.answers import PictureModel
from fashion_mnist.pictures.conversion import (
    Explained,
    InputSpec,
    in_threads,
    read_crops,
    spread,
    try_to_convert,
)
from fashion_mnist.pictures.reading import Given, GivenPictures
from fashion_mnist.pictures.released import load_released

if TYPE_CHECKING:
    from kedro.io import DataCatalog


class Classifier:
    """A trained model that is loaded once and classifies users' pictures. It saves nothing.

    Example:
        ::

            classifier = Classifier.load()
            classifier("path/to/folder")
            classifier(["shoe.jpg", PIL.Image.open("bag.png"), array])
            classifier.explain("shoe.jpg").heat_on_picture
    """

    # id of the process that loaded a model; forks inherit the value
    _process: ClassVar[int | None] = None

    def __init__(self, model: PictureModel) -> None:
        """Wrap a model; `load` loads one first."""
        self._model = model
        self._input_spec = InputSpec.of(model.classifier)
        Classifier._process = os.getpid()

    @classmethod
    def load(
        cls, model: str | None = None, project: str | Path = ".", env: str | None = None
    ) -> Classifier:
        """Load a model and make it ready.

        Args:
            model: the name of a trained model, `ensemble`, or `released`, the packaged network.
                The default is `inference.model`; if that is not set, `robust` if it was trained
                with photographs, else `released`. In an environment with other classes, it is
                `robust` if it was trained, else the network with the highest accuracy on the
                validation images.
            project: the folder with the project's `conf` and `data`. Without `conf` and `env`, the
                default is `released`.
            env: an environment, which is a folder of `conf`; by default the one of `kedro run`.

        Raises:
            InputError: the model or the environment does not exist, the model has not been trained,
                or this process is a fork of one that has loaded a model.
        """
        _refuse_fork(cls._process)
        for argument, given in (("model", model), ("env", env)):
            if not isinstance(given, str | None):
                raise InputError(f"Expected {argument} to be a name. Received: {given!r}.")
        if not isinstance(project, str | Path):
            raise InputError(f"Expected project to be a folder's path. Received: {project!r}.")
        is_project = Path(project, "conf").is_dir()
        if model == RELEASED or (model is None and env is None and not is_project):
            return cls(load_released())
        from fashion_mnist.runtime.project_models import load_catalog

        return cls.from_catalog(load_catalog(project, env), model)

    @classmethod
    def from_catalog(cls, catalog: DataCatalog, model: str | None = None) -> Classifier:
        """Load a model from the catalog of a project, for example in a notebook, like `load`."""
        from fashion_mnist.runtime.project_models import load_picture_model

        classifier = cls(load_picture_model(catalog, model))
        classifier.explain(np.eye(64, dtype=np.uint8) * 255)  # warm up: the first call is slow
        return classifier

    @property
    def description(self) -> dict[str, Any]:
        """Facts about the `model`, such as its `accuracy` on the images named by `judged_on`.

        The model is sure if the picture is not unlike the training images and the share of the
        most probable class in the sum of the two most probable ones reaches `relative_threshold`,
        or never if this is None: where `judged_on` is not `photographs`. `share_sure` of the
        predictions are sure, with an accuracy of `accuracy_when_sure`.
        """
        return dict(self._model.classifier)

    @property
    def classes(self) -> list[str]:
        """The names of the classes."""
        return list(self._model.classes)

    def __call__(self, pictures: Given | Sequence[Given]) -> pd.DataFrame:
        """Classify pictures.

        Args:
            pictures: a folder, a file, a Pillow image, a uint8 array (h, w), (h, w, 3) or
                (h, w, 4), or a list or tuple of these, mixed.

        Returns:
            A table with a row for each picture and these columns:

            - `file`: the path in the given folder, the whole path where several files have the
              same, or `picture N` for the N-th that was given as an image or array.
            - `class` and `probability` of the prediction; `class_2`, `class_3` and their
              probabilities.
            - `model`, and whether it has `seen` the picture in grey or colour.
            - `sure`: whether the model is sure. `in_distribution`: whether the picture may show one
              of the classes, by its out-of-distribution score. A model that was not judged on
              photographs is never sure, and `in_distribution` is NA.
            - `reason`: why the picture could not be read.

        Raises:
            InputError: there are no pictures, an array has another shape or dtype, or this process
                is a fork.
        """
        _refuse_fork(self._process)
        found = GivenPictures(pictures).find()
        read = partial(read_crops, spec=self._input_spec)
        reasons, crops = zip(*in_threads(read, found.values()), strict=True)
        table, _ = self._model.classify(dict(zip(found, reasons, strict=True)), np.stack(crops))
        return table

    def explain(self, picture: Given) -> Explained:
        """Classify one picture, a file, a Pillow image or an array, and explain the prediction.

        Returns:
            The prediction, each step from the picture to the model's input, and a heat map of the
            parts of the picture that support the prediction.

        Raises:
            InputError: there are several pictures, or a call would raise it.
        """
        _refuse_fork(self._process)
        found = GivenPictures(picture).find()
        if len(found) > 1:
            raise InputError(
                f"Expected one picture to explain. Received {len(found)}: explain them one by one."
            )
        ((name, read),) = found.items()
        attempt = try_to_convert(read, self._input_spec)
        crops = attempt.crops[np.newaxis]
        table, labels = self._model.classify({name: attempt.reason}, crops)
        if attempt.picture is None or attempt.conversion is None:
            return Explained(table.iloc[0], attempt.picture)
        heat = self._model.explain(crops, labels)[0]
        on_picture = spread(heat, attempt.conversion, attempt.picture.shape)
        return Explained(table.iloc[0], attempt.picture, attempt.conversion, heat, on_picture)


def _refuse_fork(process: int | None) -> None:
    """Raise InputError in a fork of the process, which lacks the threads of the model."""
    if process not in {None, os.getpid()}:
        raise InputError(
            "Expected a process that has loaded its own model. Received a fork of process "
            f"{process}, which has loaded a model: the fork lacks its threads and would wait for "
            'ever. Start workers with multiprocessing.get_context("spawn"), and call '
            "Classifier.load in each."
        )


def classify(
    paths: Given | Sequence[Given],
    model: str | None = None,
    project: str | Path = ".",
    env: str | None = None,
) -> pd.DataFrame:
    """Load a model and classify pictures with it once: `Classifier.load(...)(paths)`."""
    return Classifier.load(model, project, env)(paths)

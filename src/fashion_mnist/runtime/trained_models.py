"""Trained models, loaded from a project to be asked."""

from functools import cache
from pathlib import Path
from typing import Any

from kedro.framework.project import configure_project, pipelines
from kedro.framework.session import KedroSession
from kedro.io import DataCatalog

from fashion_mnist.parameters.inference import Inference
from fashion_mnist.parameters.robust import Randomisation
from fashion_mnist.pictures.types import Familiarity
from fashion_mnist.pipelines.inference import nodes
from fashion_mnist.pipelines.inference.asking import Answerer
from fashion_mnist.pipelines.inference.pipeline import PREDICTIONS, TRAINED
from fashion_mnist.runtime.input_check import InputCheck

FAMILIARITY = "pictures.familiarity"


def load_answerer(model: str | None, project: str | Path, env: str | None) -> Answerer:
    """Load what `Classifier.load` asks for."""
    catalog = _load_catalog(project, env)
    options = catalog.load("parameters")
    inference = Inference.model_validate(options["inference"])
    if model:
        inference = inference.model_copy(update={"model": model})
    of_each_model = _load_each(catalog)
    train_images = catalog.load("train.images@uint8")
    classifier = nodes.choose_classifier(
        options["classes"], inference, train_images, **of_each_model
    )

    def take_familiarity() -> Familiarity:
        if catalog.exists(FAMILIARITY):
            kept: Familiarity = catalog.load(FAMILIARITY)
            return kept
        return nodes.learn_familiarity(
            catalog.load("train.images"),
            catalog.load("train.labels"),
            catalog.load("validation.images"),
            inference,
            Randomisation.model_validate(options["randomisation"]),
            options["seed"],
        )

    return Answerer.make(classifier, take_familiarity, options, of_each_model)


def _load_catalog(project: str | Path, env: str | None) -> DataCatalog:
    configure_project("fashion_mnist")
    with KedroSession.create(project, env=env) as session:
        catalog: DataCatalog = session.load_context().catalog  # type: ignore[attr-defined]
    needed = pipelines["inference"].to_outputs("pictures.classifier", FAMILIARITY)
    InputCheck().before_pipeline_run(needed, catalog)
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

"""A project's trained models, loaded for the classifier."""

import os
from functools import cache
from pathlib import Path

from kedro.framework.session import KedroSession
from kedro.io import DataCatalog

from fashion_mnist.parameters.errors import check_name
from fashion_mnist.pictures.answers import MODELS, Inference, PictureModel
from fashion_mnist.pipelines.inference.models import load_model
from fashion_mnist.pipelines.inference.pipeline import PREDICTIONS, TRAINED, choose_classifier
from fashion_mnist.runtime.input_check import check_inputs
from kedro_incremental.plan import is_there


def load_catalog(project: str | Path, env: str | None) -> DataCatalog:
    """Load the catalog of a project's environment, without Kedro's log."""
    logging_file = Path(project, "conf/logging.yml")
    if logging_file.is_file():  # read when Kedro's project is imported, which logs otherwise
        os.environ.setdefault("KEDRO_LOGGING_CONFIG", str(logging_file))
    from kedro.framework.project import configure_project

    configure_project("fashion_mnist")
    with KedroSession.create(project, env=env) as session:
        catalog: DataCatalog = session.load_context().catalog  # type: ignore[attr-defined]
    return catalog


def load_picture_model(catalog: DataCatalog, model: str | None) -> PictureModel:
    """Load a model from a catalog, as `Classifier.load` describes."""
    from kedro.framework.project import pipelines

    check_inputs(pipelines["inference"].to_outputs("pictures.classifier"), catalog)
    options = catalog.load("parameters")
    inference = Inference.model_validate(options["inference"])
    if model:
        check_name("Expected a model:", MODELS, model)
        inference = inference.model_copy(update={"model": model})
    artifacts = {}
    for argument, name in (TRAINED | PREDICTIONS | {"train_images": "own.train.images"}).items():
        if is_there(catalog, name):
            found = catalog.load(name)
            if name.startswith("each."):  # functions that each read the file of a model
                found = {model: cache(read) for model, read in found.items()}
            artifacts[argument] = found
    train_images = artifacts.pop("train_images", None)
    classifier = choose_classifier(options["classes"], inference, train_images, **artifacts)
    return load_model(classifier, options, train_images, artifacts)

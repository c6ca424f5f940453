"""Pages and cards of made-up models, through the nodes that write them."""

import json
import pickle
import re
import warnings
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner
from kedro_datasets.json import JSONDataset
from pages import words
from wiring import make_catalog, touch

from fashion_mnist.explanation.gradcam import choose_examples
from fashion_mnist.images.arrays import flatten
from fashion_mnist.images.checks import profile_images
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import ensemble, reporting, robust
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.evaluation import create_pipeline
from kedro_incremental import plan

HISTORY = pd.DataFrame(
    [(1, 0.5, 0.7, 2.0, 1.0), (2, 0.6, 0.6, 1.0, 1.0)],
    columns=["epoch", "accuracy", "val_accuracy", "loss", "val_loss"],
)
LAYERS = pd.DataFrame(
    [("features", "Input", 16, 0, ""), ("output", "Dense", 3, 51, "features")],
    columns=["layer", "type", "output_shape", "parameters", "inputs"],
)
COST = {"fit_seconds": 3.0, "predict_seconds": 0.1, "parameters": 51, "bytes": 2_000_000}
MACHINE = {
    "time": "2020-01-02T03:04:05+00:00",
    "commit": "0123456789abcdef",
    "modified": False,
    "python": "3.12.1",
    "system": "Linux",
    "processor": "a processor",
    "cores": 2,
    "memory_gib": None,
    "packages": {"kedro": "1.7.0"},
}
NETWORK = Network(
    architecture="cnn", training={"epochs": 2, "optimizer": {"learning_rate": 0.1}}, tta_shift=1
).model_dump(mode="json")
SVM = {"steps": [{"type": "sklearn.svm.SVC", "C": 10}], "calibration": "temperature"}
VIEWS = {"views": 10, "accuracy_one_view": 0.5}
REPORTED = {}  # by what was asked for: several tests look at the same report


@pytest.fixture
def study():
    """The images and what is known of them."""
    pixels = np.random.default_rng(0).integers(0, 256, (60, 4, 4), np.uint8)
    labels, scaled = (np.arange(60) % 3).astype(np.uint8), normalise(pixels[:54])
    return {
        "params:image_set": "Clothes\nPictures of clothes.",
        "params:human_accuracy": {"Clothes": 0.835},
        "params:licence": "mit",
        "params:seed": 0,
        "machine": MACHINE,
        "profile": profile_images(pixels[:54], pixels[54:]),
        "train_images": pixels,
        "train_labels": labels,
        "train.pixels": pixels[:54],
        "train.normalised": scaled,
        "train.flat": flatten(scaled),
        "train.labels": labels[:54],
        "validation.labels": labels[54:],
        "test.labels": np.array([0, 0, 1, 1, 2, 2], np.uint8),  # as of `predictions`
        "test.pixels": pixels[:6],
    }


@pytest.fixture
def fitted():
    """Makes the provenance of a model, which differs from that of the page as is said."""
    return make_provenance


@pytest.fixture(scope="session")
def pipelines():
    with warnings.catch_warnings(action="ignore"):  # Kedro's, of names with a dot
        further = [
            ensemble.create_pipeline().only_nodes("ensemble.gather_provenances"),
            robust.create_pipeline().only_nodes_with_tags("reporting"),
        ]
        return create_pipeline(), sum(further, reporting.create_pipeline())


def make_provenance(model, **others):
    """What a fit keeps of what it was made with, but for `others`."""
    is_network = model in model_names.ALL_NETWORKS
    parameters = NETWORK if is_network else SVM
    if model == model_names.ROBUST:
        parameters = parameters | {"randomisation": {"share": 0.75, "kinds": ["plain"]}}
    return MACHINE | {"seed": 0, "parameters": parameters} | others


def leave(model, predictions):
    """What a model leaves on disk, with made-up predictions of the test images."""
    found = {"predictions": predictions, "validation_predictions": predictions}
    found |= {"cost": COST, "layers": LAYERS}
    if model != model_names.ENSEMBLE:
        found["provenance"] = make_provenance(model)
    if model in model_names.ALL_NETWORKS:
        examples = choose_examples(predictions, list(predictions.columns[2:]))
        maps = np.zeros((len(examples), 4, 4), np.float32)
        found |= {
            "views": VIEWS,
            "history": HISTORY,
            "gradcam_examples": examples,
            "gradcam_maps": maps,
        }
    return {f"{model}.{name}": data for name, data in found.items()}


def run(pipeline, datasets, folder):
    """What the nodes of a pipeline make of the datasets that there are; None has not been made."""
    empty = {name: MemoryDataset(copy_mode="assign") for name in pipeline.datasets()}
    made = {
        name: MemoryDataset(data, copy_mode="assign")
        for name, data in datasets.items()
        if data is not None
    }
    summaries = {
        f"{model}.summary": JSONDataset(filepath=str(folder / f"{model}.json"))
        for model in model_names.NAMES
    }
    with TemporaryDirectory(dir=folder) as data:
        project = make_catalog(data, pipeline)
        touch(project, made)
        available = plan(pipeline, project).pipeline
    outputs = SequentialRunner().run(available, DataCatalog(empty | made | summaries))
    return {name: dataset.load() for name, dataset in outputs.items()}


@pytest.fixture
def report(study, pipelines, predictions, tmp_path):
    """Evaluate and report some models."""
    evaluation, reporting = pipelines

    def report_models(models, predictions=predictions, evaluated=None, given=None):
        """All that is made of models with the same predictions, by the name of the dataset.

        Those `evaluated` (without a word all) have been so before. The validation images are the
        same as the test images here. Further datasets are `given`.
        """
        evaluated = models if evaluated is None else evaluated
        asked = pickle.dumps((models, evaluated, given, predictions))
        if asked not in REPORTED:
            REPORTED[asked] = make(models, predictions, evaluated, given or {})
        return dict(REPORTED[asked])

    def make(models, predictions, evaluated, given):
        datasets = study | {"params:classes": list(predictions.columns[2:])}
        if evaluated:
            predicted = {
                f"{name}.{part}": predictions
                for name in evaluated
                for part in ("predictions", "validation_predictions")
            }
            datasets |= run(evaluation, datasets | predicted, tmp_path)
        for model in models:
            datasets |= leave(model, predictions)
        if model_names.ENSEMBLE in models:
            members = [model for model in models if model in model_names.MEMBERS]
            datasets["ensemble.weights"] = pd.DataFrame({"model": members, "weight": 1.0})
        return run(reporting, datasets | given, tmp_path)

    return report_models


@pytest.fixture
def write_page(report):
    """Write the report of some models, with what `report` takes."""
    return lambda models, **run: report(models, **run)["report"]


@pytest.fixture
def write_card(report):
    """Write the card of one model, with what `report` takes."""
    return lambda model, **run: report([model], **run)[f"{model}.model_card"]


@pytest.fixture
def page(write_page):
    """The report of a classical model and a network."""
    return write_page(["svm", "cnn"])


@pytest.fixture
def json_script():
    """Reads the data of a page's scripts."""
    script = '<script type="application/json" id="{}">(.*?)</script>'
    return lambda page, name: json.loads(re.search(script.format(name), page)[1])


@pytest.fixture
def cells():
    """Reads the texts of a table's row."""
    return lambda row: [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]

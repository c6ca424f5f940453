import json

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures import photographs
from fashion_mnist.pipelines import classical_ml, deep_learning, reporting, robust
from fashion_mnist.pipelines.classical_ml.pipeline import fit as fit_classical
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.network_template import fit
from fashion_mnist.pipelines.robust_template import fit as fit_robust
from fashion_mnist.robustness import backgrounds

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")

MACHINE = {"time": "2020-01-02T03:04:05+00:00", "commit": "0123", "packages": {"keras": "3.1"}}
NETWORK = Network(architecture="cnn", training={"epochs": 3, "optimizer": {"learning_rate": 0.1}})
IMAGES = normalise(np.zeros((6, 4, 4, 1), np.uint8))
LABELS = np.eye(2, dtype=np.float32)[[0, 1] * 3]


@pytest.fixture
def untrained(monkeypatch):
    """Networks are not trained."""
    for module in ("robust_template", "network_template"):
        monkeypatch.setattr(
            f"fashion_mnist.pipelines.{module}.train_network",
            lambda *_, **__: ("network", "history", "", {}),
        )


def test_a_network_is_given_with_its_provenance(untrained):
    examples = (IMAGES, LABELS, IMAGES, LABELS)
    *_, provenance = fit(*examples, MACHINE, NETWORK, 7, None)
    assert provenance.items() >= MACHINE.items()
    assert provenance["seed"] == 7
    assert provenance["parameters"]["training"]["epochs"] == 3
    assert json.loads(json.dumps(provenance)) == provenance


def test_the_network_for_pictures_is_given_with_its_provenance(untrained, monkeypatch):
    monkeypatch.setattr(
        "fashion_mnist.pipelines.robust_template.randomise", lambda images, *_: images
    )
    randomisation = backgrounds.Randomisation(
        share=0.5, kinds=["plain"], backgrounds=2, min_scale=0.7, degrees=10
    )
    part = (IMAGES, LABELS, None)
    options = (["a", "b"], NETWORK, randomisation, photographs.Photographs(kinds={}), 7)
    *_, provenance = fit_robust(*part, *part, *options, MACHINE, held_out=0)
    assert "photographs" not in provenance["parameters"]
    shown = (pd.DataFrame({"fold": range(6)}), LABELS, np.zeros((6, 35, 35, 3), np.uint8))
    *_, with_photographs = fit_robust(*part, *part, *options, MACHINE, None, *shown, held_out=3)
    assert with_photographs["parameters"]["photographs"]["held_out"] == 3
    assert provenance.items() >= (MACHINE | {"seed": 7}).items()
    assert provenance["parameters"]["training"]["epochs"] == 3
    assert provenance["parameters"]["randomisation"]["share"] == 0.5
    assert json.loads(json.dumps(provenance)) == provenance


def test_a_classical_model_is_given_with_its_provenance():
    steps = [{"type": "sklearn.tree.DecisionTreeClassifier", "max_depth": 2}]
    block = ClassicalModel(steps=steps)
    part = (IMAGES.reshape(6, -1), np.array([0, 1] * 3, np.uint8))
    *_, provenance = fit_classical(*part, *part, IMAGES, MACHINE, block, 7)
    assert provenance == MACHINE | {
        "seed": 7,
        "parameters": {"steps": steps, "calibration": None, "train_on": None},
    }


def test_a_classical_model_is_described_by_the_arguments_that_its_images_allow():
    steps = [
        {"type": "sklearn.decomposition.PCA", "n_components": 300},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 9, "n_jobs": -1},
    ]
    images = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 1), np.uint8)
    part = (normalise(images).reshape(6, -1), np.array([0, 1] * 3, np.uint8))
    fitted = fit_classical(*part, *part, IMAGES, MACHINE, ClassicalModel(steps=steps), 7)
    _, layers, _, provenance = fitted
    pca, knn = provenance["parameters"]["steps"]
    assert pca == {"type": "sklearn.decomposition.PCA", "n_components": 5}
    assert knn == steps[1] | {"n_neighbors": 6}
    assert layers["settings"].tolist() == ["", "n_components 5", "n_neighbors 6"]


def test_every_fit_looks_at_the_machine_and_keeps_what_it_was_made_with():
    made = (classical_ml, deep_learning, robust)
    nodes = [node for pipeline in made for node in pipeline.create_pipeline().nodes]
    fits = {node.namespace: node for node in nodes if node.name.endswith(".fit")}
    assert set(fits) == set(model_names.TRAINED)
    for model, fitting in fits.items():
        assert "machine" in fitting.inputs
        assert f"{model}.provenance" in fitting.outputs


def test_the_page_is_written_with_what_is_known_then_of_the_machine():
    """Not with what another node kept of it, which need not have been run for this page."""
    (node,) = reporting.create_pipeline().only_nodes("reporting.write_report").nodes
    assert "machine" in node.inputs
    assert "environment" in node.outputs

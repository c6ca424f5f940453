"""Whether what `normalise` makes of the pixels is what the models get."""

import numpy as np
import pytest
from kedro.io import DataCatalog
from kedro.pipeline import pipeline
from kedro.runner import SequentialRunner

from fashion_mnist.classical.fitting import fit_classifier, predict_probabilities
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.images.arrays import ScaledImages, add_channel, flatten
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.batches import Examples, make_batches, make_ordered_batches
from fashion_mnist.networks.parameters import Augmentation, Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.pipelines.data_engineering.pipeline import prepare

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")

PIXELS = np.random.default_rng(0).integers(256, size=(12, 8, 8), dtype=np.uint8)
LABELS = (np.arange(12) % 3).astype(np.uint8)
TRAINING = {"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"}
SCALES = {
    "of the study": lambda values: np.divide(values, 255, dtype=np.float32),
    "to -1 and 1": lambda values: (values / 127.5 - 1).astype(np.float32),
    "by the root": lambda values: np.sqrt(values / 255).astype(np.float32),
}


@pytest.fixture(params=SCALES)
def scale(request, monkeypatch):
    """How `normalise` scales; all but the first are changes of somebody's own."""
    scale = SCALES[request.param]
    if request.param != "of the study":
        changed = lambda pixels: ScaledImages(pixels, scale(np.arange(256)))  # noqa: E731
        monkeypatch.setattr("fashion_mnist.pipelines.data_engineering.pipeline.normalise", changed)
    return scale


@pytest.fixture
def catalog(scale, tmp_path):
    """What the pipeline makes of the pixels, on disk."""
    array = {"type": "fashion_mnist.datasets.NumpyDataset", "filepath": f"{tmp_path}/{{name}}.npy"}
    scaled = {
        "type": "fashion_mnist.datasets.ScaledImagesDataset",
        "filepath": f"{tmp_path}/{{name}}.json",
        "pixels": {"filepath": f"{tmp_path}/pixels.npy"},
    }
    names = {"pixels": array, "labels": array, "one_hot": array}
    names |= dict.fromkeys(("normalised", "images", "flat"), scaled)
    entries = {
        f"train.{name}": entry | {"filepath": entry["filepath"].format(name=name)}
        for name, entry in names.items()
    }
    catalog = DataCatalog.from_config(entries)
    catalog["params:classes"] = ["bag", "coat", "boot"]
    catalog.save("train.pixels", PIXELS)
    catalog.save("train.labels", LABELS)
    SequentialRunner().run(pipeline(prepare("train")), catalog)
    return catalog


def test_each_step_gives_what_it_says(catalog, scale):
    scaled = scale(PIXELS)
    for name, expected in (
        ("normalised", scaled),
        ("images", scaled[..., np.newaxis]),
        ("flat", scaled.reshape(12, 64)),
    ):
        np.testing.assert_array_equal(catalog.load(f"train.{name}")[:], expected, strict=True)


def test_networks_learn_from_it(catalog, scale):
    examples = Examples(catalog.load("train.images"), catalog.load("train.one_hot"))
    floats = Examples(add_channel(scale(PIXELS)), examples.labels)
    (images, _), *_ = make_ordered_batches(examples, batch_size=12)
    np.testing.assert_array_equal(images, floats.images, strict=True)
    augmentation = Augmentation(flip=True, shift=1, random_erasing=0.5)
    shuffled, of_floats = (
        next(iter(make_batches(of, 4, augmentation, 0))) for of in (examples, floats)
    )
    np.testing.assert_array_equal(shuffled[0], of_floats[0], strict=True)
    np.testing.assert_array_equal(examples.sample(6, 0).images[:], floats.sample(6, 0).images)


def test_networks_predict_from_it(catalog, scale):
    network = build_network("cnn", (8, 8, 1), 3)
    block = Network(architecture="cnn", training=TRAINING, tta_flip=True, tta_shift=1)
    answers = predict(network, catalog.load("train.images"), block)
    np.testing.assert_array_equal(answers, predict(network, add_channel(scale(PIXELS)), block))


def test_classical_models_learn_and_predict_from_it(catalog, scale):
    step = {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 1}
    train = catalog.load("train.flat"), LABELS
    model, _ = fit_classifier(ClassicalModel(steps=[step]), train, train, seed=0)
    np.testing.assert_array_equal(model[-1]._fit_X, flatten(scale(PIXELS)))

    class Asked:
        def predict_proba(self, features):
            return features

    asked = predict_probabilities(Asked(), catalog.load("train.flat"))
    np.testing.assert_array_equal(asked, flatten(scale(PIXELS)), strict=True)

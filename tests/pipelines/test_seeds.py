import numpy as np
import pytest

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.seeds import pipeline
from fashion_mnist.pipelines.seeds.pipeline import score

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.mark.parametrize("repeat", [1, 4])
def test_each_repeat_has_a_seed_of_its_own(monkeypatch, repeat):
    used = []

    def train(train, validation, parameters, seed, start):
        used.append((len(train.images), seed, start))
        return "network", "history", "layers", {}

    monkeypatch.setattr(
        "fashion_mnist.pipelines.seeds.pipeline.train_network",
        train,
    )
    images, one_hot = np.zeros((3, 2, 2, 1), np.float32), np.zeros((3, 2), np.float32)
    pipeline.fit_again(images, one_hot, images, one_hot, None, 10, "a network", repeat=repeat)
    assert used == [(3, 10 + repeat, "a network")]


def test_the_runs_begin_with_that_of_the_study():
    node = score("cnn")
    first, *repeats = node.inputs[1:]
    assert first == "cnn.predictions"
    assert repeats[:2] == ["cnn.repeat_1.predictions", "cnn.repeat_2.predictions"]
    assert len(repeats) == model_names.TRAININGS - 1

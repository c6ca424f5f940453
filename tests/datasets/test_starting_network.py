import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import StartingNetworkDataset
from fashion_mnist.networks.build import build_network


def test_without_a_file_a_training_starts_from_nothing():
    dataset = StartingNetworkDataset()
    assert dataset.exists()
    assert dataset.load() is None


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras, while it saves
def test_a_trained_network_is_loaded(tmp_path):
    network = build_network("resnet", (8, 8, 1), 3)
    network.save(tmp_path / "network.keras")
    dataset = StartingNetworkDataset(filepath=str(tmp_path / "network.keras"))
    assert dataset.exists()
    for one, two in zip(network.get_weights(), dataset.load().get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.bad_input
def test_a_file_that_is_not_there_is_named():
    dataset = StartingNetworkDataset(filepath="data/network.keras")
    assert not dataset.exists()
    assert "Received data/network.keras, where there is none: train" in dataset.absence
    with pytest.raises(DatasetError):
        dataset.save(None)

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.models import FileSizeDataset, PretrainedNetworkDataset
from fashion_mnist.networks.architectures import build_network


@pytest.mark.bad_input
def test_file_size(tmp_path):
    path = tmp_path / "model"
    dataset = FileSizeDataset(filepath=str(path))
    assert not dataset.exists()
    path.write_bytes(b"12345")
    assert dataset.load() == 5
    with pytest.raises(DatasetError, match="read-only"):
        dataset.save(5)


def test_without_a_file_a_training_starts_from_nothing():
    dataset = PretrainedNetworkDataset()
    assert dataset.exists()
    assert dataset.load() is None


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras, while it saves
def test_a_trained_network_is_loaded(tmp_path):
    network = build_network("resnet", (8, 8, 1), 3)
    network.save(tmp_path / "network.keras")
    dataset = PretrainedNetworkDataset(filepath=str(tmp_path / "network.keras"))
    assert dataset.exists()
    for one, two in zip(network.get_weights(), dataset.load().get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.bad_input
def test_a_file_that_is_not_there_is_named():
    dataset = PretrainedNetworkDataset(filepath="data/network.keras")
    assert not dataset.exists()
    assert "Received data/network.keras, which does not exist: train" in dataset.absence
    with pytest.raises(DatasetError):
        dataset.save(None)

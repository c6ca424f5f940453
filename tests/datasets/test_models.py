import subprocess
import sys

import fsspec
import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.models import FileSizeDataset, NetworkDataset
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
    dataset = NetworkDataset()
    assert dataset.exists()
    assert dataset.load() is None


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras, while it saves
def test_a_trained_network_is_loaded(tmp_path):
    network = build_network("resnet", (8, 8, 1), 3)
    network.save(tmp_path / "network.keras")
    dataset = NetworkDataset(filepath=str(tmp_path / "network.keras"))
    assert dataset.exists()
    for one, two in zip(network.get_weights(), dataset.load().get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_networks_are_listed_without_tensorflow(tmp_path):
    (tmp_path / "cnn").mkdir()
    (tmp_path / "cnn/network.keras").touch()
    code = (
        "import sys\n"
        "from kedro_datasets.partitions import PartitionedDataset\n"
        "of_each = PartitionedDataset(path='.', dataset='fashion_mnist.datasets.NetworkDataset',"
        " filename_suffix='/network.keras')\n"
        "print(*of_each.load(), 'tensorflow' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["cnn", "False"]


def test_a_network_in_a_store_exists():
    path = "memory://networks/network.keras"
    assert not NetworkDataset(filepath=path).exists()
    fsspec.filesystem("memory").touch(path)
    assert NetworkDataset(filepath=path).exists()
    assert not NetworkDataset(filepath="memory://networks").exists()


@pytest.mark.bad_input
def test_a_file_that_is_not_there_is_named():
    dataset = NetworkDataset(filepath="data/network.keras")
    assert not dataset.exists()
    assert "Received data/network.keras, which does not exist: train" in dataset.absence
    with pytest.raises(DatasetError):
        dataset.save(None)

import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import FileSizeDataset


@pytest.mark.bad_input
def test_file_size(tmp_path):
    path = tmp_path / "model"
    dataset = FileSizeDataset(filepath=str(path))
    assert not dataset.exists()
    path.write_bytes(b"12345")
    assert dataset.load() == 5
    with pytest.raises(DatasetError, match="read-only"):
        dataset.save(5)

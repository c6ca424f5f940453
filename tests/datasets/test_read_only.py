import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.read_only import ReadOnlyDataset


class Answer(ReadOnlyDataset[int]):
    def load(self):
        return 42

    def _describe(self):
        return {}


def test_a_read_only_dataset_loads():
    assert Answer().load() == 42


@pytest.mark.bad_input
def test_it_refuses_to_save():
    with pytest.raises(DatasetError, match="Answer is read-only"):
        Answer().save(43)

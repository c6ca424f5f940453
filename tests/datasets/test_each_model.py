import json

import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import EachModelDataset

FILES = {"a.json": "json.JSONDataset", "b.json": "json.JSONDataset"}


def test_a_file_of_each_model_is_loaded_when_it_is_asked_for(tmp_path):
    for model, name in (("svm", "a.json"), ("cnn", "b.json"), ("knn", "c.json")):
        (tmp_path / model).mkdir()
        (tmp_path / model / name).write_text(json.dumps({"of": model}))
    loaders = EachModelDataset(filepath=str(tmp_path), files=FILES).load()
    assert set(loaders) == {"svm", "cnn"}
    assert loaders["cnn"]() == {"of": "cnn"}


def test_without_any_model_the_way_out_is_told(tmp_path):
    dataset = EachModelDataset(filepath=str(tmp_path), files=FILES)
    assert not dataset.exists()
    with pytest.raises(DatasetError, match=r"a.json or b.json of a trained model.*--pipelines="):
        dataset.load()


def test_it_is_read_only(tmp_path):
    with pytest.raises(DatasetError, match="read-only"):
        EachModelDataset(filepath=str(tmp_path), files=FILES).save({})

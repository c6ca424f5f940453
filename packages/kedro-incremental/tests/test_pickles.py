import pickle

import pytest

from kedro_incremental import VerifyingCatalog
from kedro_incremental.errors import IncrementalError


def test_only_pickles_saved_through_the_catalog_are_loaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.pickle"
    entry = {"type": "pickle.PickleDataset", "filepath": str(path)}
    options = {"metadata": {"kedro-incremental": {"verify": True}}}
    catalog = VerifyingCatalog.from_config({"model": entry | options})
    catalog.save("model", [1])  # as a runner does that keeps no records
    assert catalog.load("model") == [1]
    path.write_bytes(pickle.dumps([2]))
    with pytest.raises(IncrementalError, match="as this project saved it"):
        catalog.load("model")

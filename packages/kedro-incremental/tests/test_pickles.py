import pickle

import pytest
from kedro.framework.session import KedroSession

from kedro_incremental.errors import IncrementalError
from kedro_incremental.pickles import VerifyingCatalog

SETTINGS = """
from kedro_incremental import IncrementalSession, VerifyingContext

SESSION_CLASS = IncrementalSession
CONTEXT_CLASS = VerifyingContext
"""


def test_only_pickles_saved_through_the_catalog_are_loaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.pickle"
    entry = {"type": "pickle.PickleDataset", "filepath": str(path)}
    options = {"metadata": {"kedro-incremental": {"verify": True}}}
    catalog = VerifyingCatalog.from_config({"model": entry | options})
    catalog.save("model", [1])  # as a runner does that keeps no records
    assert catalog.load("model") == [1]
    path.write_bytes(pickle.dumps([2]))
    with pytest.raises(IncrementalError, match="is not the one that this project saved"):
        catalog.load("model")


def test_the_catalog_of_a_notebook_verifies_too(bare):
    bare.write("src/demo/settings.py", SETTINGS)
    verify = "metadata: {kedro-incremental: {verify: true}}}"
    bare.edit("conf/base/catalog.yml", "data/model.pickle}", f"data/model.pickle, {verify}")
    bare.run()
    with KedroSession.create(bare.folder) as session:
        catalog = session.load_context().catalog
    assert catalog.load("model")
    assert "bill_of_{customer}" in catalog.list_patterns()  # as `kedro catalog` asks
    (bare.folder / "data/model.pickle").write_bytes(pickle.dumps([2]))
    with pytest.raises(IncrementalError, match="is not the one that this project saved"):
        catalog.load("model")

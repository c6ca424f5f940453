from kedro.framework.hooks.manager import _create_hook_manager
from kedro.io import DataCatalog
from kedro.pipeline import node, pipeline
from kedro.runner import ThreadRunner

from fashion_mnist.runtime.stale_records import StaleRecords


def test_a_node_run_by_another_runner_has_no_record(tmp_path):
    records = {"type": "fashion_mnist.datasets.RecordsDataset", "path": f"{tmp_path}/.records"}
    saved = {"type": "json.JSONDataset", "filepath": f"{tmp_path}/b.json"}
    catalog = DataCatalog.from_config({"node_records": records, "b": saved})
    catalog.save("node_records", {"make": {"outputs": {}}, "other": {"outputs": {}}})
    hook, hooks = StaleRecords(), _create_hook_manager()
    hook.after_catalog_created(catalog)
    hooks.register(hook)
    make = node(lambda: 1, None, "b", name="make")
    ThreadRunner().run(pipeline([make]), catalog, hooks)
    assert catalog.load("node_records") == {"other": {"outputs": {}}}

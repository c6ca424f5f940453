"""Tests of change detection: a missed change is a bug, an unnecessary run only costs time."""

import json
import pickle

import pytest

NODES = "src/demo/nodes.py"
PIPELINE = "src/demo/pipeline.py"
CATALOG = "conf/base/catalog.yml"
ALL = {"price", "discount", "sum_up", "ada", "bob", "fit", "predict", "list_lines", "draw"}
ALL |= {"report"}

# Edit (file, old text, new text), and the nodes that it affects.
EDITS = {
    "a comment": ((NODES, 'CURRENCY = "EUR"', 'CURRENCY = "EUR"  # of old'), set()),
    "a docstring": ((NODES, '"""Price each order."""', '"""Give prices."""'), set()),
    "the layout": ((NODES, "def bill(customer, totals):", "def bill(\n    customer, totals\n):"),
                   set()),
    "a function": ((NODES, '* prices[order["item"]]', '* 2 * prices[order["item"]]'), {"price"}),
    "a constant": ((NODES, '"EUR"', '"USD"'), {"ada", "bob"}),
    "another module": (("src/demo/texts.py", "Dear", "Good"), {"ada", "bob"}),
    "the look of a figure": (("src/demo/figures.py", "WIDTH = 20", "WIDTH = 30"), {"draw"}),
    "code within a model": (("src/demo/curves.py", "3)", "2)"), {"fit", "predict"}),
    "code by its path": (("src/demo/rounding.py", "2)", "1)"), {"sum_up"}),
    "a dataset's class": (("src/demo/datasets.py", '"\\n".join', '"|".join'), {"report"}),
    "an output's entry": ((CATALOG, "width: 40", "width: 8"), {"report"}),
    "an input's entry": (
        (CATALOG, "filepath: data/raw/prices.json}", "filepath: data/raw/prices.json, "
         "metadata: {}, fs_args: {open_args_load: {encoding: ascii}}}"),
        {"price"},
    ),
    "metadata": ((CATALOG, "width: 40", "width: 40, metadata: {a: b}"), set()),
    "swapped inputs": ((PIPELINE, '["orders", "prices"]', '["prices", "orders"]'), {"price"}),
    "a bound value": ((PIPELINE, "partial(nodes.bill, customer)",
                       "partial(nodes.bill, customer.upper())"), {"ada", "bob"}),
    "a parameter": (("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2"), {"discount"}),
    "the order of a parameter": (("conf/base/parameters.yml", "{rate: 0.1, from: 10}",
                                  "{from: 10, rate: 0.1}"), {"discount"}),
    "the order of named inputs": ((PIPELINE, '{"totals": "totals", "forecast": "forecast"}',
                                   '{"forecast": "forecast", "totals": "totals"}'), set()),
    "an unused parameter": (("conf/base/parameters.yml", "degree: 1", "degree: 1\nother: 2"),
                            set()),
    "raw data": (("data/raw/prices.json", "2.5", "2.6"), {"price"}),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_runs_the_affected_nodes(demo, name):
    (path, old, new), expected = EDITS[name]
    assert demo.changed() == set()
    demo.edit(path, old, new)
    found = demo.changed()
    assert found & direct(expected) == direct(expected)
    assert found <= expected | followers(expected)


def direct(nodes):
    return set(nodes)


# Data in memory have no file to compare, so the fingerprint of the node that makes them counts.
FOLLOWERS = {
    "price": {"discount", "sum_up", "fit", "list_lines"},
    "discount": {"sum_up", "fit", "list_lines"},
}


def followers(nodes):
    return set().union(*(FOLLOWERS.get(node, set()) for node in nodes))


def test_many_reasons_of_a_kind_are_counted(bare, monkeypatch):
    names = [f"WHO{number}" for number in range(5)]
    read = " + ".join(f'os.environ.get("{name}", "")' for name in names)
    bare.write("src/demo/texts.py", f"import os\n\ndef greet(name): return {read}")
    bare.run()
    for name in names:
        monkeypatch.setenv(name, "x")
    assert bare.plan().reasons["ada"] == ["$WHO0, $WHO1, $WHO2 and 2 more changed"]


def test_missing_and_altered_outputs_are_recomputed(demo):
    (demo.folder / "data/chart.txt").unlink()
    assert demo.changed() == {"draw"}
    demo.run()
    assert demo.changed() == set()
    demo.write("data/totals.json", "{}")
    assert "sum_up" in demo.changed()


def test_a_renamed_node_can_replace_the_output_of_the_old_one(demo):
    demo.edit(PIPELINE, 'name="draw"', 'name="paint"')
    demo.edit("src/demo/figures.py", "WIDTH = 20", "WIDTH = 30")
    assert demo.changed() == {"paint"}
    demo.run()
    assert demo.changed() == set()
    demo.run(node_names=["report"])  # passes the consistency check


def test_damaged_records_are_ignored(demo):
    records = demo.folder / "data/.records"
    for content in ("", "[]", "null", '{"version": 1}', '{"version": 0, "files": {}}', "{"):
        for path in records.glob("draw-*.json"):
            path.write_text(content)
        assert demo.changed() == {"draw"}, content


def test_records_are_small(demo):
    sizes = [path.stat().st_size for path in (demo.folder / "data/.records").glob("*.json")]
    assert max(sizes) < 2000


def test_a_moved_project_is_up_to_date(demo, tmp_path, monkeypatch):
    demo.folder = demo.folder.rename(tmp_path / "moved")
    monkeypatch.chdir(demo.folder)
    assert demo.changed() == set()


def test_data_in_memory_are_made_only_when_needed(demo):
    demo.edit("src/demo/curves.py", "3)", "2)")
    ran = []

    from kedro.framework.hooks import hook_impl

    class Note:
        @hook_impl
        def before_node_run(self, node):
            ran.append(node.name)

    demo.write(
        "src/demo/settings.py",
        "from kedro_incremental import IncrementalSession\n"
        "import builtins\nHOOKS = tuple(getattr(builtins, 'demo_hooks', ()))\n",
    )
    import builtins

    builtins.demo_hooks = (Note(),)
    try:
        demo.run()
        assert ran == ["price", "discount", "fit", "predict", "report"]
        ran.clear()
        demo.run()
        assert ran == []
    finally:
        del builtins.demo_hooks


def test_changes_lists_the_makers_of_needed_data_in_memory(demo):
    demo.edit("src/demo/curves.py", "3)", "2)")
    reasons = demo.plan().reasons
    assert reasons["price"] == reasons["discount"] == ["its in-memory outputs are needed"]
    assert not reasons["sum_up"]


def test_changes_lists_the_makers_of_data_that_may_be_needed(bare):
    bare.edit(CATALOG, "totals: {type: json.JSONDataset, filepath: data/totals.json}", "")
    bare.run()
    bare.edit("src/demo/curves.py", "3)", "2)")
    reasons = bare.plan().reasons
    assert reasons["report"] == ["if its inputs change"]
    assert reasons["sum_up"] == ["if its in-memory outputs are needed"]


def test_code_that_a_maker_of_data_in_memory_does_not_name_counts(bare):
    bare.edit(CATALOG, "forecast: {type: json.JSONDataset, filepath: data/forecast.json}", "")
    bare.run()
    assert bare.changed() == set()
    bare.edit("src/demo/curves.py", "3)", "1)")  # the class of the model that `predict` loads
    assert bare.changed() == {"fit", "predict", "report"}
    bare.run()
    assert bare.changed() == set()


def test_an_input_edited_while_data_made_from_it_are_in_memory_counts(bare):
    bare.edit(
        "src/demo/nodes.py",
        "    rate = 1 -",
        "    with open('data/raw/prices.json', 'w') as file:\n"
        """        file.write('{"tea": 9, "rice": 9}')\n"""
        "    rate = 1 -",
    )
    bare.run()
    assert {"fit", "sum_up"} <= bare.changed()
    bare.run()
    assert bare.changed() == set()


def test_a_node_with_unneeded_data_in_memory_needs_no_record(demo):
    for record in (demo.folder / "data/.records").glob("price-*"):
        record.unlink()
    assert demo.changed() == set()


def test_the_demo_computes_the_expected_results(demo):
    demo.reload()
    model = pickle.loads((demo.folder / "data/model.pickle").read_bytes())  # noqa: S301
    assert model.degree == 1
    assert json.loads((demo.folder / "data/totals.json").read_text()) == {"ada": 8.7, "bob": 12.96}


def test_paths_outside_the_project_stay_absolute(bare, tmp_path, monkeypatch):
    bare.edit("conf/base/catalog.yml", "width: 40", "width: 40, fs_args: {project: /usr/share}")
    bare.edit("src/demo/datasets.py", "width, **options", "width, fs_args=None, **options")
    bare.run()
    (tmp_path / "deeper").mkdir()
    bare.folder = bare.folder.rename(tmp_path / "deeper/moved")
    monkeypatch.chdir(bare.folder)
    assert bare.changed() == set()

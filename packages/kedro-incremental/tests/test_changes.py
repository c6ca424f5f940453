"""Tests of change detection: a missed change is a bug, an unnecessary run only costs time."""

import json
import pickle
import sys
from textwrap import indent

import pytest

from kedro_incremental.libraries import find_distributions

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


HEADS = {
    "a star import": ("from demo.extra import *", "extra()", "def extra(): return 1", "return 2"),
    "an import for its effect": ("import demo.extra", "None",
                                 "REGISTRY = {}\nREGISTRY.update(a=1)", "a=2"),
    "a module's attribute": ("from demo import extra", "extra.f()",
                             "def f(): return 1", "return 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_edits_in_imported_modules_count(bare, name):
    head, used, before, after = HEADS[name]
    bare.write("src/demo/extra.py", before)
    bare.edit(NODES, "from demo.texts import greet", f"from demo.texts import greet\n{head}")
    bare.edit(NODES, '    """Write a bill."""', f"    {used}")
    bare.run()
    assert bare.changed() == set()
    bare.edit("src/demo/extra.py", "a=1" if "a=1" in before else "return 1", after)
    assert bare.changed() >= {"ada", "bob"}


def fingerprint_of_ada(bare):
    found = bare.plan()
    (ada,) = found.pipeline.only_nodes("ada").nodes
    return found.detector.now.describe(ada)


EITHER = """try:
    from demo.fast import convert
{} ImportError:
    from demo.slow import convert
"""


@pytest.mark.parametrize("is_inside", [False, True])
@pytest.mark.parametrize("module", ["fast", "slow"])
@pytest.mark.parametrize("handler", ["except", "except*"])
def test_both_modules_that_may_provide_a_name_count(bare, module, is_inside, handler):
    for name in ("fast", "slow"):
        bare.write(f"src/demo/{name}.py", "def convert(): return 1\n")
    either, use = EITHER.format(handler), "    convert()"
    if is_inside:
        use = indent(either, "    ") + use
    else:
        bare.edit(NODES, 'CURRENCY = "EUR"', f'{either}\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', use)
    before = fingerprint_of_ada(bare)
    bare.edit(f"src/demo/{module}.py", "return 1", "return 2")
    assert fingerprint_of_ada(bare) != before


@pytest.mark.parametrize("is_there", [False, True])
def test_both_an_import_and_a_definition_in_its_place_count(bare, is_there):
    fallback = "except ImportError:\n    def convert(): return 1\n"
    package = f"try:\n    from demo.tools.fast import convert\n{fallback}"
    bare.write("src/demo/tools/__init__.py", package)
    if is_there:
        bare.write("src/demo/tools/fast.py", "def convert(): return 1\n")
    bare.edit(NODES, 'CURRENCY = "EUR"', 'from demo.tools import convert\n\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', "    convert()")
    before = fingerprint_of_ada(bare)
    bare.edit(f"src/demo/tools/{'fast' if is_there else '__init__'}.py", "return 1", "return 2")
    assert fingerprint_of_ada(bare) != before


FILLS = {  # statements that change REGISTRY, which is not the name that they define
    "a loop": "for key in ['a']:\n    REGISTRY[key] = 1",
    "a loop with a call": "for key in ['a']:\n    fill(REGISTRY, key, 1)",
    "a block": "with suppress(KeyError) as nothing:\n    REGISTRY.update(a=1)",
    "a condition": "if 'c' in REGISTRY:\n    OTHER = 1\n    del REGISTRY['a']",
    "an argument": "NOTHING = fill(REGISTRY, 'a', value=1)",
    "a loop of calls": "for key in ['a']:\n    register(key)",
    "a call": "OLD = REGISTRY.setdefault('a', 1)",
    "two targets": "OTHER = REGISTRY['a'] = 1",
    "another name": "ALIAS = REGISTRY\nALIAS['a'] = 1",
    "another name in a block": "ALIAS = REGISTRY\nif not ALIAS:\n    ALIAS['a'] = 1",
}


@pytest.mark.parametrize("name", FILLS)
def test_statements_that_change_an_object_count_as_its_definition(bare, name):
    fill = FILLS[name]
    head = "from contextlib import suppress\ndef fill(given, key, value): given[key] = value\n"
    head += f"REGISTRY = {{}}\ndef register(key): REGISTRY[key] = 1\n{fill}\n"
    bare.edit(NODES, 'CURRENCY = "EUR"', f'{head}\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', "    str(REGISTRY)")
    before = fingerprint_of_ada(bare)
    bare.edit(NODES, fill, fill.replace("'a'", "'d'").replace("a=1", "a=2"))
    assert fingerprint_of_ada(bare) != before


LAZY = {  # packages that import a module when it is used
    "attach": """import lazy_loader
__getattr__, _, __all__ = lazy_loader.attach(__name__, submod_attrs={"fast": ["convert"]})
""",
    "a function": """from importlib import import_module
def __getattr__(name): return import_module(".fast", __name__).convert
""",
    "the joined name": """from importlib import import_module
def __getattr__(name): return import_module(f"{__package__}.fast").convert
""",
    "the parent": """from importlib import import_module
def __getattr__(name): return import_module("..tools.fast", "demo.tools").convert
""",
}


@pytest.mark.parametrize("name", LAZY)
def test_modules_that_are_imported_by_relative_paths_count(bare, name):
    bare.write("src/demo/tools/__init__.py", LAZY[name])
    bare.write("src/demo/tools/fast.py", "def convert(): return 1\n")
    bare.edit(NODES, 'CURRENCY = "EUR"', 'from demo.tools import convert\n\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', "    convert()")
    before = fingerprint_of_ada(bare)
    bare.edit("src/demo/tools/fast.py", "return 1", "return 2")
    assert fingerprint_of_ada(bare) != before


def test_a_module_outside_packages_may_read_its_name(bare):
    bare.write("src/alone.py", 'def convert(): return f"{__name__} is slow"\n')
    bare.edit(NODES, 'CURRENCY = "EUR"', 'from alone import convert\n\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', "    convert() and '.fast' or 'fast'")
    bare.edit("src/alone.py", " is slow", ".fast")
    before = fingerprint_of_ada(bare)
    bare.edit("src/alone.py", ".fast", "fast")
    assert fingerprint_of_ada(bare) != before


def test_a_library_that_is_imported_by_its_name_counts_before_the_import(bare):
    installed = filter(str.isidentifier, sorted(find_distributions()))
    name = next(each for each in installed if each not in sys.modules)
    bare.edit(NODES, '    """Write a bill."""', f'    lazy = "{name}"')
    found = bare.plan()
    (ada,) = found.pipeline.only_nodes("ada").nodes
    assert name in found.detector.now.closure_of(ada).libraries


def test_registered_functions_count(bare):
    bare.edit(
        NODES,
        'CURRENCY = "EUR"',
        """CURRENCY = "EUR"

from functools import singledispatch

@singledispatch
def show(value):
    return str(value)

@show.register(float)
def _(value):
    return f"{value:.1f}"
""",
    )
    bare.edit(NODES, "{totals[customer]}", "{show(totals[customer])}")
    bare.run()
    assert bare.changed() == set()
    bare.edit(NODES, ":.1f}", ":.3f}")
    assert bare.changed() == {"ada", "bob"}


def test_names_hidden_by_a_local_variable_count(bare):
    bare.edit(
        NODES,
        'CURRENCY = "EUR"',
        """CURRENCY = "EUR"

def sign(): return 1
""",
    )
    bare.edit(
        NODES,
        '    """Write a bill."""',
        """    inner = lambda sign: sign
    CURRENCY_ = sign()""",
    )
    bare.run()
    bare.edit(NODES, "return 1", "return 2")
    assert bare.changed() == {"ada", "bob"}


@pytest.mark.parametrize(
    ("head", "function", "old", "new"),
    [
        ("", "lambda totals: helper()", "return 1", "return 2"),
        ("", "Bill(1).write", "Bill(1)", "Bill(2)"),
        ("", "closed_over(1)", "closed_over(1)", "closed_over(2)"),
        ("", "wrapped(1)", "wrapped(1)", "wrapped(2)"),
        ("", "partial(takes, list(range(5000)))", "range(5000)", "range(1, 5001)"),
        ("", "Bill(1)", "return 3", "return 4"),
    ],
)
def test_bound_values_count(bare, head, function, old, new):
    bare.edit(
        PIPELINE,
        "def create_pipeline",
        f"""from functools import wraps

def helper(): return 1

class Bill:
    def __init__(self, n): self.n = n
    def write(self, totals): return str(self.n)
    def __call__(self, totals): return str(self.more())
    def more(self): return 3

def closed_over(n):
    def inner(totals): return str(n)
    return inner

def wrapped(n):
    @wraps(helper)
    def inner(totals): return str(n)
    return inner

def takes(values, totals): return str(sum(values))

FUNCTION = {function.replace("helper()", "str(helper())")}


def create_pipeline""",
    )
    bare.edit(PIPELINE, "partial(nodes.bill, customer)", "FUNCTION")
    bare.run()
    assert bare.changed() == set()
    bare.edit(
        PIPELINE,
        f"FUNCTION = {function}" if old in function else old,
        f"FUNCTION = {function.replace(old, new)}" if old in function else new,
    ) if "helper" not in function else bare.edit(
        PIPELINE, "helper(): return 1", "helper(): return 2"
    )
    assert bare.changed() >= {"ada", "bob"}


def test_files_next_to_a_module_count(bare):
    bare.write("src/demo/words.txt", "Dear")
    bare.write(
        "src/demo/texts.py",
        """from pathlib import Path

def greet(name):
    return Path(__file__).with_name("words.txt").read_text() + name
""",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("src/demo/words.txt", "Good")
    assert bare.changed() == {"ada", "bob"}


def test_environment_variables_count(bare, monkeypatch):
    bare.write(
        "src/demo/texts.py", 'import os\n\ndef greet(name): return os.environ.get("WHO", "")'
    )
    bare.run()
    assert bare.changed() == set()
    monkeypatch.setenv("WHO", "x")
    assert bare.changed() == {"ada", "bob"}


def test_many_reasons_of_a_kind_are_counted(bare, monkeypatch):
    names = [f"WHO{number}" for number in range(5)]
    read = " + ".join(f'os.environ.get("{name}", "")' for name in names)
    bare.write("src/demo/texts.py", f"import os\n\ndef greet(name): return {read}")
    bare.run()
    for name in names:
        monkeypatch.setenv(name, "x")
    assert bare.plan().reasons["ada"] == ["$WHO0, $WHO1, $WHO2 and 2 more changed"]


def test_a_second_package_of_the_project_counts(bare):
    bare.write("src/other/__init__.py", "")
    bare.write("src/other/words.py", 'WORD = "Dear"')
    bare.write("src/demo/texts.py", "from other.words import WORD\n\ndef greet(n): return WORD + n")
    bare.run()
    assert bare.changed() == set()
    bare.write("src/other/words.py", 'WORD = "Good"')
    assert bare.changed() == {"ada", "bob"}


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


def test_a_node_with_unneeded_data_in_memory_needs_no_record(demo):
    for record in (demo.folder / "data/.records").glob("price-*"):
        record.unlink()
    assert demo.changed() == set()


def test_the_demo_computes_the_expected_results(demo):
    demo.reload()
    model = pickle.loads((demo.folder / "data/model.pickle").read_bytes())  # noqa: S301
    assert model.degree == 1
    assert json.loads((demo.folder / "data/totals.json").read_text()) == {"ada": 8.7, "bob": 12.96}


def test_hooks_do_not_count_as_code_of_nodes(bare):
    bare.write(
        "src/demo/watch.py",
        """from kedro.framework.hooks import hook_impl

class Watch:
    @hook_impl
    def before_node_run(self, node):
        self.last = node.name

    @hook_impl
    def after_node_run(self, node):
        self.last = None
""",
    )
    bare.write("src/demo/settings.py", "from demo.watch import Watch\n\nHOOKS = (Watch(),)\n")
    bare.run()
    assert bare.changed() == set()
    bare.edit("src/demo/watch.py", "self.last = None", "self.last = node")
    assert bare.changed() == set()


def test_paths_outside_the_project_stay_absolute(bare, tmp_path, monkeypatch):
    bare.edit("conf/base/catalog.yml", "width: 40", "width: 40, fs_args: {project: /usr/share}")
    bare.edit("src/demo/datasets.py", "width, **options", "width, fs_args=None, **options")
    bare.run()
    (tmp_path / "deeper").mkdir()
    bare.folder = bare.folder.rename(tmp_path / "deeper/moved")
    monkeypatch.chdir(bare.folder)
    assert bare.changed() == set()

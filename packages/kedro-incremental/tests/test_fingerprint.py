"""Tests of which code and data belong to the fingerprint of a node."""

import json
import sys
from pathlib import Path
from textwrap import indent

import pytest
from kedro.io import DataCatalog

from kedro_incremental.code import _is_library
from kedro_incremental.digests import digest_ordered, digest_value
from kedro_incremental.fingerprint import Fingerprints
from kedro_incremental.libraries import find_distributions

NODES = "src/demo/nodes.py"
PIPELINE = "src/demo/pipeline.py"


def plan_ada(bare):
    """Return the current fingerprints, and the node `ada`."""
    found = bare.plan()
    (ada,) = found.pipeline.only_nodes("ada").nodes
    return found.detector.now, ada


def fingerprint_of_ada(bare):
    fingerprints, ada = plan_ada(bare)
    return fingerprints.describe(ada)


def write_bill(bare, head, body):
    """Put statements into the module of the function of `ada` and `bob`, and into the function."""
    bare.edit(NODES, 'CURRENCY = "EUR"', f'{head}\n\nCURRENCY = "EUR"')
    bare.edit(NODES, '    """Write a bill."""', body)


HEADS = {
    "a star import": ("from demo.extra import *", "extra()", "return 1", "return 2"),
    "an import for its effect": ("import demo.extra", "None", "a=1", "a=2"),
    "a module's attribute": ("from demo import extra", "extra.extra()", "return 1", "return 2"),
}


@pytest.mark.parametrize("name", HEADS)
def test_edits_in_imported_modules_count(bare, name):
    head, used, before, after = HEADS[name]
    text = "REGISTRY = {}\nREGISTRY.update(a=1)\n\ndef extra(): return 1\n"
    bare.write("src/demo/extra.py", text)
    bare.edit(NODES, "from demo.texts import greet", f"from demo.texts import greet\n{head}")
    bare.edit(NODES, '    """Write a bill."""', f"    {used}")
    bare.run()
    assert bare.changed() == set()
    bare.edit("src/demo/extra.py", before, after)
    assert bare.changed() >= {"ada", "bob"}


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
        write_bill(bare, "", indent(either, "    ") + use)
    else:
        write_bill(bare, either, use)
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
    write_bill(bare, "from demo.tools import convert", "    convert()")
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
    write_bill(bare, "from demo.tools import convert", "    convert()")
    before = fingerprint_of_ada(bare)
    bare.edit("src/demo/tools/fast.py", "return 1", "return 2")
    assert fingerprint_of_ada(bare) != before


def test_a_module_outside_packages_may_read_its_name(bare):
    bare.write("src/alone.py", 'def convert(): return f"{__name__} is slow"\n')
    write_bill(bare, "from alone import convert", "    convert() and '.fast' or 'fast'")
    bare.edit("src/alone.py", " is slow", ".fast")
    before = fingerprint_of_ada(bare)
    bare.edit("src/alone.py", ".fast", "fast")
    assert fingerprint_of_ada(bare) != before


def test_a_library_that_is_imported_by_its_name_counts_before_the_import(bare):
    installed = filter(str.isidentifier, sorted(find_distributions()))
    name = next(each for each in installed if each not in sys.modules)
    bare.edit(NODES, '    """Write a bill."""', f'    lazy = "{name}"')
    fingerprints, ada = plan_ada(bare)
    assert name in fingerprints.closure_of(ada).libraries


def test_a_project_in_the_prefix_of_python_is_no_library():
    """The prefix is the project's folder after `python -m venv .`."""
    assert not _is_library(Path(sys.prefix, "src"))
    assert _is_library(Path(json.__file__))
    assert _is_library(Path(pytest.__file__))


def test_the_order_of_any_number_of_inputs_counts(bare):
    bare.edit(NODES, "def report(totals, forecast):", "def report(**parts):")
    bare.edit(NODES, 'f"{totals} {forecast}"', "str(parts)")
    bare.run()
    assert bare.changed() == set()
    bare.edit(
        PIPELINE,
        '"totals": "totals", "forecast": "forecast"',
        '"forecast": "forecast", "totals": "totals"',
    )
    assert bare.changed() == {"report"}


def test_the_order_of_keys_counts_if_it_is_not_sorted():
    def digest(value):
        return digest_ordered(value)[0]

    class Model:
        """Stands for a Pydantic model."""

        def __init__(self, parts):
            self.parts = parts

        def model_dump(self):
            return {"parts": self.parts}

    assert digest({"a": 1, "b": 2}) == digest_value({"b": 2, "a": 1})[0]
    assert digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 2})
    assert digest([({"b": 2, "a": 1},)]) != digest([({"a": 1, "b": 2},)])
    assert digest(Model({"b": 2, "a": 1})) != digest(Model({"a": 1, "b": 2}))
    Model.schema = {"b": Model, "a": Model}
    assert digest([Model]) == digest_value([Model])[0]  # a class, which may refer to itself
    one, other = {"x": 1, "y": 1}, {"y": 1, "x": 1}
    assert digest({"a": one, "b": other}) != digest({"a": other, "b": one})


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
    body = "    inner = lambda sign: sign\n    CURRENCY_ = sign()"
    write_bill(bare, "def sign(): return 1", body)
    bare.run()
    bare.edit(NODES, "return 1", "return 2")
    assert bare.changed() == {"ada", "bob"}


# The function of the nodes, and an edit that changes what it calls or a value that it holds.
BOUND = [
    ("lambda totals: str(helper())", "def helper(): return 1", "def helper(): return 2"),
    ("Bill(1).write", "= Bill(1)", "= Bill(2)"),
    ("closed_over(1)", "= closed_over(1)", "= closed_over(2)"),
    ("wrapped(1)", "= wrapped(1)", "= wrapped(2)"),
    ("partial(takes, list(range(5000)))", "range(5000)", "range(1, 5001)"),
    ("Bill(1)", "return 3", "return 4"),
    ("shown", "str(totals)[:5]", "str(totals)[:6]"),
    ("wrapped(1, shown)", "= wrapped(1, ", "= wrapped(2, "),
]


@pytest.mark.parametrize(("function", "old", "new"), BOUND)
def test_bound_values_count(bare, function, old, new):
    bare.edit(
        PIPELINE,
        "def create_pipeline",
        f"""from functools import singledispatch, wraps

def helper(): return 1

class Bill:
    def __init__(self, n): self.n = n
    def write(self, totals): return str(self.n)
    def __call__(self, totals): return str(self.more())
    def more(self): return 3

def closed_over(n):
    def inner(totals): return str(n)
    return inner

def wrapped(n, function=helper):
    @wraps(function)
    def inner(totals): return str(n)
    return inner

def takes(values, totals): return str(sum(values))

@singledispatch
def shown(totals): return "nothing"

@shown.register(dict)
def _(totals): return str(totals)[:5]

FUNCTION = {function}


def create_pipeline""",
    )
    bare.edit(PIPELINE, "partial(nodes.bill, customer)", "FUNCTION")
    bare.run()
    assert bare.changed() == set()
    bare.edit(PIPELINE, old, new)
    assert bare.changed() >= {"ada", "bob"}


def test_a_bound_value_that_cannot_be_pickled_is_a_reason_to_run(bare):
    bare.edit(
        PIPELINE,
        "partial(nodes.bill, customer)",
        "partial(nodes.bill, __import__('threading').Lock())",
    )
    bare.edit(NODES, "{greet(customer)} {totals[customer]}", "")
    bare.run()
    reason = "a parameter, or a value bound to its function, cannot be pickled"
    assert bare.plan().reasons["ada"] == [reason]


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


@pytest.mark.parametrize("read", ['os.environ.get("WHO", "")', 'str("WHO" in os.environ)'])
def test_environment_variables_count(bare, monkeypatch, read):
    bare.write("src/demo/texts.py", f"import os\n\ndef greet(name): return {read}")
    bare.run()
    assert bare.changed() == set()
    monkeypatch.setenv("WHO", "x")
    assert bare.changed() == {"ada", "bob"}


def test_a_second_package_of_the_project_counts(bare):
    bare.write("src/other/__init__.py", "")
    bare.write("src/other/words.py", 'WORD = "Dear"')
    bare.write("src/demo/texts.py", "from other.words import WORD\n\ndef greet(n): return WORD + n")
    bare.run()
    assert bare.changed() == set()
    bare.write("src/other/words.py", 'WORD = "Good"')
    assert bare.changed() == {"ada", "bob"}


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


def test_a_moved_project_has_the_same_places(tmp_path, monkeypatch):
    places = set()
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pyproject.toml").write_text("[tool.kedro]")
        monkeypatch.chdir(folder)
        entry = {"type": "json.JSONDataset", "filepath": str(folder / "raw/prices.json")}
        catalog = DataCatalog.from_config({"prices": entry})
        places.add(Fingerprints(catalog, [], "data/.records").place_of("prices"))
    assert len(places) == 1

"""Edits at random: what is run because of them leaves what running everything would."""

import importlib
import json
import sys
import tempfile
from pathlib import Path

import pytest
from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.detection import ChangeDetector
from hypothesis import given, settings
from hypothesis import strategies as st
from kedro.io import DataCatalog
from kedro.pipeline import node

SOURCES = {
    "__init__.py": "",
    "numbers.py": """
BASE = {base}
RATE = BASE + 1

def scale(x, by=RATE):
    return x * by
""",
    "steps.py": """
from shop import numbers

class Parent:
    offset = {offset}
    def step(self, x):
        return x + self.offset

class Child(Parent):
    def step(self, x):
        return numbers.scale(super().step(x), {by})
""",
    "texts/__init__.py": "",
    "texts/page.txt": "{text}",
    "shapes.py": """
from functools import singledispatch, wraps
from importlib.resources import files

def again(function):
    @wraps(function)
    def call(*given):
        return function(*given) + {again}
    return call

@singledispatch
def show(x):
    return 0

@show.register
def _(x: int):
    return x + {shown}

TABLE = {{"sum": lambda x: x + {table}, "same": lambda x: x}}

def page():
    return int(files("shop.texts").joinpath("page.txt").read_text())
""",
    "nodes.py": """
from shop import shapes
from shop.numbers import scale
from shop.steps import Child

def first(raw, factor):
    return scale(raw) * factor

def second(one):
    from shop.shapes import page
    return Child().step(one) + page()

@shapes.again
def third(two, name):
    return shapes.show(two) % 7 + shapes.TABLE[name](two)

def parity(two):
    return two % 2  # {comment}

def last(parity, three):
    return parity + three
""",
}
PLACES = ("base", "offset", "by", "text", "again", "shown", "table", "comment")
OUTPUTS = ("one", "two", "three", "parity", "last")

numbers = st.integers(0, 3)
edits = st.one_of(
    st.tuples(st.just("code"), st.sampled_from(PLACES), numbers),
    st.tuples(st.just("parameter"), st.just("factor"), numbers),
    st.tuples(st.just("parameter"), st.just("name"), st.sampled_from(["sum", "same"])),
    st.tuples(st.just("file"), st.sampled_from(["raw", *OUTPUTS]), numbers),
    st.tuples(st.just("delete"), st.sampled_from(OUTPUTS), st.none()),
    st.tuples(st.just("kill"), st.sampled_from(OUTPUTS), st.none()),
)


class Shop:
    """A project of five nodes, in which all can be edited."""

    def __init__(self, folder):
        self.folder = folder
        self.code = dict.fromkeys(PLACES, 1)
        self.parameters = {"factor": 2, "name": "sum"}
        self.killed_after = None
        self.write("raw", 5)

    def edit(self, kind, place, value):
        if kind == "code":
            self.code[place] = value
        elif kind == "parameter":
            self.parameters[place] = value
        elif kind == "file":
            self.write(place, value)
        elif kind == "delete":
            (self.folder / f"{place}.json").unlink(missing_ok=True)
        else:
            self.killed_after = place

    def write(self, name, value):
        (self.folder / f"{name}.json").write_text(json.dumps(value))

    def read(self, name):
        return json.loads((self.folder / f"{name}.json").read_text())

    def nodes(self):
        """The nodes of the code as it is now."""
        for name, source in SOURCES.items():
            path = self.folder / "shop" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source.format(**self.code))
        for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        code = importlib.import_module("shop.nodes")
        return [
            node(code.first, ["raw", "params:factor"], "one", name="one"),
            node(code.second, "one", "two", name="two"),
            node(code.third, ["two", "params:name"], "three", name="three"),
            node(code.parity, "two", "parity", name="parity"),
            node(code.last, ["parity", "three"], "last", name="last"),
        ]

    def run_changed(self):
        """Run what has to be run, up to the kill, which comes before the node's record."""
        entries = {
            name: {"type": "json.JSONDataset", "filepath": f"{self.folder}/{name}.json"}
            for name in ("raw", *OUTPUTS)
        }
        records = "fashion_mnist.datasets.RecordsDataset"
        entries["node_records"] = {"type": records, "path": f"{self.folder}/.records"}
        catalog = DataCatalog.from_config(entries)
        for name, value in self.parameters.items():
            catalog[f"params:{name}"] = value
        nodes, ran = self.nodes(), []
        detector = ChangeDetector(catalog, CodeGraph(self.folder / "shop"))
        for each in nodes:
            if detector.find_reasons(each):
                made = each.run({name: catalog.load(name) for name in each.inputs})
                catalog.save(each.name, made[each.name])
                if each.name == self.killed_after:
                    break
                detector.finish(each, 0.5)
                ran.append(each.name)
        self.killed_after = None
        return ran

    def run_all(self):
        """What every node makes of what it takes, in memory."""
        values = {"raw": self.read("raw")}
        values |= {f"params:{name}": value for name, value in self.parameters.items()}
        for each in self.nodes():
            values |= each.run({name: values[name] for name in each.inputs})
        return {name: values[name] for name in OUTPUTS}


@pytest.fixture
def fresh_imports(monkeypatch):
    """Import what is written, not what was compiled before an edit in the same second."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


@pytest.mark.usefixtures("fresh_imports")
@settings(suppress_health_check=["function_scoped_fixture"])
@given(st.lists(st.lists(edits, max_size=3), max_size=4))
def test_what_is_run_after_edits_leaves_what_running_everything_would(rounds):
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        sys.path.insert(0, folder)
        try:
            for round_ in [[], *rounds]:
                for edit in round_:
                    shop.edit(*edit)
                shop.run_changed()
            shop.run_changed()
            assert {name: shop.read(name) for name in OUTPUTS} == shop.run_all()
            assert shop.run_changed() == []
        finally:
            sys.path.remove(folder)

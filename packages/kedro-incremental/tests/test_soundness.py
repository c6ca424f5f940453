"""Tests that results are never stale, by experiment.

Each function that a node calls is in its fingerprint; each mutation of such a function is detected
for all nodes that call it; and after random edits, interrupts and runs the results are, byte for
byte, those of a fresh run.
"""

import ast
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kedro.framework.hooks import hook_impl

from kedro_incremental import IncrementalRunner
from kedro_incremental.code import WHOLE, Symbol

QUICK = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SOURCES = ["nodes", "texts", "rounding", "models", "curves", "figures", "datasets"]


class Tracer:
    """An independent tracer of the project's functions that each node calls."""

    def __init__(self):
        self.ran = {}

    @hook_impl
    def before_dataset_loaded(self, node):
        self._start(node)

    @hook_impl
    def before_node_run(self, node):
        self._start(node)

    @hook_impl
    def after_dataset_saved(self, node):
        sys.setprofile(None)

    def _start(self, node):
        ran = self.ran.setdefault(node.name, set())

        def note(frame, event, argument):
            path = Path(frame.f_code.co_filename)
            if event == "call" and path.parent.name == "demo":
                ran.add((path.stem, frame.f_code.co_qualname))

        sys.setprofile(note)


@pytest.fixture
def traced(demo, monkeypatch):
    """Return the project after a full run, and the functions that each node called."""
    tracer = Tracer()
    import builtins

    monkeypatch.setattr(builtins, "demo_hooks", (tracer,), raising=False)
    demo.write(
        "src/demo/settings.py",
        "import builtins\n\nHOOKS = tuple(getattr(builtins, 'demo_hooks', ()))\n",
    )
    try:
        demo.run(IncrementalRunner(everything=True))
    finally:
        sys.setprofile(None)
    return demo, tracer.ran


def test_every_called_function_is_in_the_fingerprint(traced):
    demo, ran = traced
    plan = demo.plan()
    detector = plan.detector
    for node in plan.pipeline.nodes:
        record = detector.record_of(node)
        closure = detector.now.closure_of(node, record["traced"]).symbols
        for module, function in ran[node.name]:
            covered = {Symbol(f"demo.{module}", WHOLE)}
            covered |= {Symbol(f"demo.{module}", function.partition(".")[0])}
            assert covered & closure, f"{node.name} runs {module}.{function}"
    assert ("curves", "Line.predict") in ran["predict"]


def find_mutations(folder):
    """Yield mutations of the project's functions: module, name and new text of the module."""
    for module in SOURCES:
        path = folder / f"src/demo/{module}.py"
        text = path.read_text()
        for outer in ast.parse(text).body:
            if not isinstance(outer, ast.FunctionDef | ast.ClassDef):
                continue
            docstrings = {
                id(inner.body[0].value)
                for inner in ast.walk(outer)
                if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner)
            }
            for inner in ast.walk(outer):
                for node, new in _mutate(inner):
                    if id(node) not in docstrings:
                        yield module, outer.name, _replace(text, node, new)


def _mutate(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield node, repr(node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.end_col_offset:
        yield node, repr(node.value + "_")
    elif isinstance(node, ast.Return) and node.value:
        yield node, f"return [{ast.unparse(node.value)}]"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield node, f"({ast.unparse(node.left)}) / ({ast.unparse(node.right)})"


def _replace(text, node, new):
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    return text[:start] + new + text[end:]


def test_every_mutation_is_detected(traced):
    demo, ran = traced
    seen = 0
    for module, name, text in find_mutations(demo.folder):
        reached = {
            node
            for node, functions in ran.items()
            if any(m == module and f.partition(".")[0] == name for m, f in functions)
        }
        path = demo.folder / f"src/demo/{module}.py"
        original = path.read_text()
        try:
            ast.parse(text)
        except SyntaxError:
            continue  # within an f-string
        path.write_text(text)
        try:
            reasons = demo.plan().reasons
        finally:
            path.write_text(original)
        missed = {node for node in reached if not reasons[node]}
        assert not missed, f"{module}.{name}: {missed}"
        seen += bool(reached)
    assert seen >= 40
    assert demo.changed() == set()


EDITS = [
    ("src/demo/nodes.py", 'CURRENCY = "EUR"', 'CURRENCY = "USD"'),
    ("src/demo/nodes.py", "yield f\"{order['customer']}", "yield f\"- {order['customer']}"),
    ("src/demo/texts.py", "Dear", "Good day"),
    ("src/demo/figures.py", "WIDTH = 20", "WIDTH = 10"),
    ("src/demo/curves.py", "3)", "1)"),
    ("src/demo/rounding.py", "2)", "1)"),
    ("src/demo/datasets.py", '"\\n".join', '"|".join'),
    ("conf/base/catalog.yml", "width: 40", "width: 9"),
    ("conf/base/parameters.yml", "rate: 0.1", "rate: 0.5"),
    ("conf/base/parameters.yml", "degree: 1", "degree: 2"),
    ("data/raw/prices.json", "2.5", "4"),
    ("data/raw/orders.json", '"n": 12', '"n": 5'),
]
FAULTS = ["sum_up", "fit", "list_lines", "report"]
STEPS = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(EDITS)),
    st.tuples(st.just("interrupt"), st.sampled_from(FAULTS)),
    st.tuples(st.just("remove"), st.sampled_from(["totals.json", "model.pickle", "chart.txt"])),
    st.tuples(st.just("run"), st.none()),
)


@settings(QUICK, max_examples=12)
@given(steps=st.lists(STEPS, min_size=2, max_size=6))
def test_incremental_results_equal_those_of_a_fresh_run(new_demo, tmp_path_factory, steps):
    demo = new_demo(tmp_path_factory.mktemp("truth") / "project")
    for kind, what in steps:
        if kind == "edit":
            _toggle(demo.folder / what[0], *what[1:])
        elif kind == "remove":
            (demo.folder / "data" / what).unlink(missing_ok=True)
        elif kind == "interrupt":
            _interrupt(demo, what)
        else:
            demo.run()
    demo.run()
    incremental = demo.read()
    for path in [p for p in (demo.folder / "data").iterdir() if p.name != "raw"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    demo.run()
    assert demo.read() == incremental


def _toggle(path, old, new):
    """Make an edit, or undo it."""
    text = path.read_text()
    path.write_text(text.replace(old, new) if old in text else text.replace(new, old))


def _interrupt(demo, node):
    """Run the project, with an interrupt right after the function of a node has returned."""
    import builtins

    class Interrupt:
        @hook_impl
        def after_node_run(self, node):
            if node.name == wanted:
                raise KeyboardInterrupt

    wanted = node
    builtins.demo_hooks = (Interrupt(),)
    original = (demo.folder / "src/demo/settings.py").read_text()
    demo.write(
        "src/demo/settings.py",
        "import builtins\n\nHOOKS = tuple(getattr(builtins, 'demo_hooks', ()))\n",
    )
    try:
        demo.run()
    except KeyboardInterrupt:
        pass
    finally:
        del builtins.demo_hooks
        demo.write("src/demo/settings.py", original)

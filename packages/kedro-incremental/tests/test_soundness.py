"""Nothing stale is ever shown: found by running, not by reading.

Every function that a node really runs is in its fingerprint; every mutation of what runs is
noticed by all that it reaches; and after any series of edits, interrupts and runs, the results
are those of a run from nothing, to the byte.
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
    """A tracer of its own: which functions of the project each node runs."""

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
    """The project, and what each node ran of it."""
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


def test_every_function_that_a_node_runs_is_in_its_fingerprint(traced):
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
    """Yield each constant that a function of the project evaluates, changed."""
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


def test_every_mutation_of_what_runs_is_noticed(traced):
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
        # What is in memory counts through those who take it.
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
def test_the_results_are_those_of_a_run_from_nothing(new_demo, tmp_path_factory, steps):
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
    """Make an edit, or take it back."""
    text = path.read_text()
    path.write_text(text.replace(old, new) if old in text else text.replace(new, old))


def _interrupt(demo, node):
    """Run until a node, which ends the run as Ctrl-C would."""
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

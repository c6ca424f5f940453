import ast

import pytest

from fashion_mnist.runtime.changes.module_source import ModuleSource, Target
from fashion_mnist.runtime.changes.used_names import find_used_names


@pytest.fixture
def use(tmp_path):
    """What the last statement of a module uses."""

    def use(text):
        path = tmp_path / "module.py"
        path.write_text(text)
        return find_used_names(ast.parse(text).body[-1], ModuleSource("shop.module", path))

    return use


def test_names_of_the_module_and_imported_ones_are_told_apart(use):
    used = use("import a\nB = 1\ndef f(x: B = B) -> None:\n    return a.b.c(x, 'text')\n")
    assert used.own == {"B"}
    assert used.imported == {(Target("a", None), ("b", "c"))}
    assert used.texts == {"text"}


def test_what_a_function_binds_is_its_own(use):
    used = use("import a, b\ndef f(a, *c):\n    b = a[0]\n    return [b for d in c]\n")
    assert used.imported == set()


def test_an_annotation_is_outside_of_the_function(use):
    used = use("import a\ndef f(a: a.B):\n    return a.c\n")
    assert used.imported == {(Target("a", None), ("B",))}


def test_imports_inside_a_function_count(use):
    used = use("def f():\n    from a import b\n    return b.c\n")
    assert (Target("a", "b"), ("c",)) in used.imported


def test_an_imported_decorator_counts_although_the_module_adds_to_it(use):
    used = use("import a\n@a.register\ndef f():\n    return 1\n")
    assert (Target("a", None), ("register",)) in used.imported

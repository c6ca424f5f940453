import pytest

from fashion_mnist.runtime.changes.code_graph import WHOLE, CodeGraph, Symbol
from fashion_mnist.runtime.changes.module_source import EFFECTS


def names(closure):
    return {f"{symbol.module}.{symbol.name}" for symbol in closure.symbols}


def test_a_function_uses_what_it_names_and_nothing_else(graph):
    closure = graph.close(Symbol("shop.nodes", "price"))
    assert names(closure) == {"shop.nodes.price", "shop.numbers.double", "shop.numbers.RATE"}
    assert closure.libraries == {"numpy"}


def test_functions_are_found_through_packages_that_import_lazily(graph):
    closure = graph.close(Symbol("shop.nodes", "label"))
    assert {"shop.tools.texts.show", "shop.tools.texts.render"} <= names(closure)
    assert f"shop.tools.texts.{EFFECTS}" in names(closure)
    assert "shop.nodes.TITLE" in names(closure)
    assert closure.data == {"shop.tools"}
    assert {"json", "functools"} <= closure.libraries


def test_a_module_that_is_used_as_a_value_is_used_as_a_whole(package):
    (package / "nodes.py").write_text(
        "from shop import numbers\ndef f():\n    return vars(numbers)\n"
    )
    closure = CodeGraph(package).close(Symbol("shop.nodes", "f"))
    assert Symbol("shop.numbers", WHOLE) in closure.symbols


@pytest.mark.parametrize(
    ("path", "symbol"),
    [
        ("shop.numbers.halve", Symbol("shop.numbers", "halve")),
        ("shop.tools.show", Symbol("shop.tools.texts", "show")),
        ("shop.tools.texts", Symbol("shop.tools.texts", WHOLE)),
        ("shop.numbers.nothing", None),
        ("shop.nowhere", None),
        ("numpy.sqrt", None),
        ("a sentence.", None),
    ],
)
def test_a_dotted_path_leads_to_a_symbol(graph, path, symbol):
    assert graph.find(path) == symbol


EDITS = {
    "a comment": ("numbers.py", "RATE = BASE = 2", "RATE = BASE = 2  # per cent", False),
    "layout": ("numbers.py", "    return np.add(x, x)", "    return np.add(\n        x, x)", False),
    "a docstring": ("nodes.py", '"""The price."""', '"""The price of it."""', False),
    "another function": ("numbers.py", "x / 2", "x / 3", False),
    "a constant": ("numbers.py", "RATE = BASE = 2", "RATE = BASE = 3", True),
    "a function it calls": ("numbers.py", "np.add(x, x)", "np.multiply(x, 2)", True),
    "itself": ("nodes.py", "double(amount) * RATE", "RATE * double(amount)", True),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits_that_count_change_the_digests(package, name):
    file, old, new, counts = EDITS[name]
    symbol = Symbol("shop.nodes", "price")

    def digests():
        graph = CodeGraph(package)
        return {found: graph.digest(found) for found in graph.close(symbol).symbols}

    before, path = digests(), package / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert (digests() != before) is counts

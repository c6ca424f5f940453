import sys
from functools import partial, update_wrapper
from importlib.metadata import packages_distributions

import numpy
import pytest
from pydantic import BaseModel

from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.node_code import describe_code, digest, find_distributions


@pytest.fixture
def nodes(package, monkeypatch):
    monkeypatch.syspath_prepend(package.parent)
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]
    return __import__("shop.numbers").numbers


def test_a_function_is_described_by_its_code_and_its_libraries(graph, nodes):
    described = describe_code(graph, nodes.double, [])
    assert set(described.code) == {"numbers"}
    assert set(described.libraries) == {"numpy"}
    assert described.data == {}


def test_values_bound_to_a_function_count(graph, nodes):
    bound = [describe_code(graph, partial(nodes.double, x=x), []).bound for x in (1, 1, 2)]
    assert bound[0] == bound[1] != bound[2]
    wrapped = update_wrapper(partial(nodes.double, x=1), nodes.double)
    assert describe_code(graph, wrapped, []) == describe_code(graph, partial(nodes.double, x=1), [])


def test_values_in_a_closure_count(graph):
    def make(value):
        return lambda: value

    kept = [make(v) for v in (1, 1, 2)]  # at three places in memory
    first, again, other = (describe_code(graph, function, []).bound for function in kept)
    assert first == again != other


def test_a_function_of_another_package_is_its_source_and_its_library(graph):
    described = describe_code(graph, numpy.atleast_1d, [])
    assert set(described.libraries) == {"numpy"}
    assert described.code == {}
    assert described.bound != describe_code(graph, numpy.atleast_2d, []).bound


def test_a_function_given_to_a_node_is_the_same_at_another_place(graph, nodes):
    def make():
        return lambda x: x

    kept = [partial(nodes.double, key=make()) for _ in range(2)]
    first, again = (describe_code(graph, function, []).bound for function in kept)
    assert first == again


def test_a_function_given_to_a_node_is_its_code(graph, nodes):
    described = describe_code(graph, partial(nodes.halve, again=nodes.double), [])
    assert described.code != describe_code(graph, nodes.halve, []).code


def test_paths_in_parameters_are_code(graph, nodes, package):
    described = describe_code(graph, nodes.double, ["shop.tools.show", "sklearn.svm.SVC"])
    assert set(described.code) == {"numbers", "tools.texts"}
    assert set(described.libraries) >= {"numpy", "scikit-learn"}
    (package / "tools/page.html").write_text("<h1>")
    again = describe_code(CodeGraph(package), nodes.double, ["shop.tools.show"])
    assert again.code == described.code
    assert again.data != described.data


class Block(BaseModel):
    a: int = 1
    b: int = 2


def test_a_model_with_its_defaults_is_its_values():
    assert digest(Block(b=2)) == digest({"b": 2, "a": 1}) != digest({"a": 1})
    assert digest({True: 1}) == digest({"true": 1})


def test_modules_are_brought_by_the_distributions_that_python_says():
    expected = packages_distributions()
    for name in ("numpy", "sklearn", "PIL", "skimage", "yaml", "lazy_loader", "kedro"):
        found = {each.metadata["Name"] for each in find_distributions()[name]}
        assert found == set(expected[name])

"""What must hold of the packages as a whole, beside the contracts of `.importlinter`."""

import ast
import re

import pytest
from projects import PROJECT

SOURCE = PROJECT / "src/fashion_mnist"
LAZY = sorted(path.parent for path in SOURCE.glob("*/__init__.pyi"))


@pytest.mark.parametrize("package", LAZY, ids=lambda path: path.name)
def test_a_package_names_each_of_its_modules(package):
    stub = ast.parse((package / "__init__.pyi").read_text())
    named = {alias.name for line in stub.body if not line.module for alias in line.names}
    named |= {line.module for line in stub.body if line.module and package.name == "datasets"}
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    if package.name == "datasets":  # which names its classes
        assert named <= modules
    else:
        assert named == modules


def test_kedros_private_attributes_are_read_by_the_plugin_alone():
    private = re.compile(
        r"\b(?!self|cls|super)\w+(\[.*?\])?\._(filepath|fs|version|inputs|outputs|copy|is_async|get_catalog|load_versions)\b"
    )
    found = [
        path.name
        for path in SOURCE.rglob("*.py")
        if any(private.search(line) for line in path.read_text().splitlines())
    ]
    assert found == []


def test_the_tests_mirror_the_packages():
    for package in (
        "classical",
        "evaluation",
        "explanation",
        "export",
        "images",
        "networks",
        "robustness",
        "search",
    ):
        modules = {path.stem for path in (SOURCE / package).glob("*.py")}
        tests = {
            path.stem.removeprefix("test_")
            for path in (PROJECT / "tests" / package).glob("test_*.py")
        }
        assert tests <= modules, package

"""What must hold of the packages as a whole, beside the contracts of `.importlinter`."""

import re

from projects import PROJECT

SOURCE = PROJECT / "src/fashion_mnist"


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
    ):
        modules = {path.stem for path in (SOURCE / package).glob("*.py")}
        tests = {
            path.stem.removeprefix("test_")
            for path in (PROJECT / "tests" / package).glob("test_*.py")
        }
        assert tests <= modules, package

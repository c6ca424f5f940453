import ast

from fashion_mnist.runtime.changes.module_source import (
    EFFECTS,
    ModuleSource,
    Target,
    find_imports,
)


def parse(tmp_path, text):
    path = tmp_path / "module.py"
    path.write_text(text)
    return ModuleSource("shop.tools.module", path)


def test_what_defines_a_name(tmp_path):
    source = parse(
        tmp_path,
        '"""Doc."""\na = b = 1\nc: int = 2\na += 1\n(d, e) = 3, 4\ndef f(): pass\nclass G: pass\n',
    )
    assert set(source.definitions) == {*"abcdefG"}
    assert len(source.definitions["a"]) == 2


def test_a_registered_function_belongs_to_what_it_is_registered_with(tmp_path):
    source = parse(tmp_path, "def f(): pass\n@f.register\ndef _(): pass\n")
    assert len(source.definitions["f"]) == 2


def test_other_statements_are_effects(tmp_path):
    source = parse(tmp_path, "print(1)\nos.environ['A'] = 'b'\nif True:\n    a = 1\n")
    assert len(source.definitions[EFFECTS]) == 2
    assert "a" in source.definitions


def test_imports_are_found_in_branches_too(tmp_path):
    text = "import a\nimport b.c\nimport d.e as f\nfrom g import h as i\nif x:\n    import k\n"
    assert parse(tmp_path, text).imports == {
        "a": Target("a", None),
        "b": Target("b", None),
        "f": Target("d.e", None),
        "i": Target("g", "h"),
        "k": Target("k", None),
    }


def test_relative_imports_start_from_the_package():
    for text, module in (
        ("from . import a", "shop.tools"),
        ("from .x import a", "shop.tools.x"),
        ("from ..x import a", "shop.x"),
    ):
        (statement,) = ast.parse(text).body
        assert find_imports(statement, "shop.tools") == {"a": Target(module, "a")}

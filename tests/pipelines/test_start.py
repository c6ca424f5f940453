import fractions
import subprocess
import sys
from typing import get_type_hints

from fashion_mnist.lazy import lazy_imports

from fashion_mnist.parameters import model_names

HEAVY = ("tensorflow", "sklearn", "pandas", "numpy", "plotly")


def test_a_module_is_imported_when_it_is_first_used(tmp_path, monkeypatch):
    (tmp_path / "made_up.py").write_text("value = 3")
    monkeypatch.syspath_prepend(tmp_path)

    with lazy_imports():
        import made_up

    assert "made_up" not in sys.modules
    assert made_up.value == 3
    assert "made_up" in sys.modules


def test_modules_of_a_package_are_told_apart():
    with lazy_imports():
        pass
        pass

    assert (a.__name__, model_names.names()[0]) == ("fashion_mnist.arrays", "logistic_regression")


def test_annotations_find_the_class_itself():
    with lazy_imports():
        import fractions as f

    def half(x: "f.Fraction") -> None: ...

    assert get_type_hints(half, localns={"f": f})["x"] is fractions.Fraction


def test_pipelines_are_made_without_the_libraries_that_their_nodes_use():
    code = (
        "from fashion_mnist import settings, pipeline_registry\n"
        "from kedro.framework.project import configure_project\n"
        "configure_project('fashion_mnist')\n"
        "assert pipeline_registry.register_pipelines()['__default__'].nodes\n"
        f"import sys; print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

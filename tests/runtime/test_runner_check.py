import sys

import click
import pytest

from fashion_mnist.runtime.runner_check import check_runner


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["Nope", "os.system", "os.nothing", "kedro.io.DataCatalog", "a b"])
def test_what_is_no_runner_is_refused(name):
    with pytest.raises(click.BadParameter, match=f"Expected a runner.*{name}"):
        check_runner(name, {})


@pytest.mark.bad_input
def test_parameters_that_a_runner_does_not_take_are_refused():
    with pytest.raises(click.BadParameter, match=r"runner: is_async. Received nope"):
        check_runner(None, {"is_async": True, "nope": 1})


@pytest.mark.bad_input
def test_what_a_missing_extra_brings_is_said(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("fashion_mnist.runtime.dask")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(click.ClickException, match=r"install -e '\.\[cluster\]'"):
        check_runner("fashion_mnist.runtime.DaskRunner", {})


@pytest.mark.parametrize(
    "name", [None, "ThreadRunner", "fashion_mnist.runtime.runner.ChangedRunner"]
)
def test_runners_are_found(name):
    check_runner(name, {"is_async": False})

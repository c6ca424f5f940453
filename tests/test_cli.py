import re
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from kedro.framework.cli.cli import KedroCLI
from kedro.framework.cli.project import run as kedro_run

from fashion_mnist.cli import run
from kedro_incremental import cli as incremental


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("command", "option"),
    [
        (run, "params"),
        (run, "runner-params"),
        (incremental.changes, "params"),
    ],
)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("image_set='x", 'Received "image_set=\'x": found unexpected end of stream.'),
        ("x={a: 1", "Received 'x={a: 1': expected ',' or '}', but got '<stream end>'."),
        ("seed=" + "1" * 100_000, "Received 'seed=1111111...1111111111111': Exceeds the limit"),
        ("x=" + "[" * 10_000, "maximum recursion depth exceeded"),
        (",,", "Expected NAME=VALUE,NAME=VALUE. Received ',,'."),
    ],
)
def test_values_that_cannot_be_read_are_refused(command, option, given, message):
    done = CliRunner().invoke(command, [f"--{option}={given}"])
    assert done.exit_code == 2
    assert f"Invalid value for '--{option}': Expected NAME=VALUE,NAME=VALUE" in done.output
    assert message in done.output


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", {}), ("a=1,", {"a": 1}), ("a.b=1, c= x", {"a": {"b": 1}, "c": "x"})],
)
def test_other_values_are_read_as_kedro_reads_them(given, expected):
    read = []
    for options in (run.params, kedro_run.params):
        command = click.Command(
            "run", params=options, callback=lambda **given: read.append(given["params"])
        )
        CliRunner().invoke(command, [f"--params={given}"], catch_exceptions=False)
    assert read == [expected, expected]


def test_the_help_lists_each_command_once():
    printed = CliRunner().invoke(KedroCLI(Path(__file__).parents[1]), ["--help"]).output
    listed = re.findall(r"^  (\w+) +\w", printed.partition("Options:")[2], re.MULTILINE)
    assert {"accept", "app", "catalog", "changes", "incremental", "run"} <= {*listed}
    assert sorted(listed) == sorted({*listed})
    assert "Run what has changed." in printed


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "name", ["Nope", "os.system", "os.nothing", "kedro.io.DataCatalog", "a b", "no.where.Runner"]
)
def test_what_is_no_runner_is_refused(name):
    done = CliRunner().invoke(run, [f"--runner={name}"])
    assert done.exit_code == 2
    assert re.search(f"Expected a runner of Kedro.*Received '{name}'", done.output, re.DOTALL)


@pytest.mark.bad_input
def test_parameters_that_the_runner_does_not_take_are_refused():
    done = CliRunner().invoke(run, ["--runner-params=is_async=true,nope=1"])
    assert done.exit_code == 2
    assert "Expected parameters of the runner: is_async. Received nope." in done.output


@pytest.mark.bad_input
def test_what_the_cluster_runner_needs_is_said(monkeypatch):
    for name in [*sys.modules]:
        if name.startswith(("kedro_incremental.dask", "fashion_mnist.runtime.dask_runner")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = CliRunner().invoke(run, ["--runner=fashion_mnist.runtime.DaskRunner"])
    assert done.exit_code == 1
    assert "The runner requires Dask, which is not installed. Run `pip install" in done.output

import json
import re
import tempfile
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from kedro.framework.cli.cli import KedroCLI
from kedro.framework.cli.project import run as kedro_run

from fashion_mnist.runtime import commands


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("command", "option"),
    [
        (commands.run, "params"),
        (commands.run, "runner-params"),
        (commands.changes, "params"),
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
    for options in (commands.run.params, kedro_run.params):
        command = click.Command(
            "run", params=options, callback=lambda **given: read.append(given["params"])
        )
        CliRunner().invoke(command, [f"--params={given}"], catch_exceptions=False)
    assert read == [expected, expected]


def test_the_help_lists_each_command_once():
    printed = CliRunner().invoke(KedroCLI(Path(__file__).parents[2]), ["--help"]).output
    listed = re.findall(r"^  (\w+) +\w", printed, re.MULTILINE)
    assert {"run", "app", "changes", "catalog"} <= {*listed}
    assert sorted(listed) == sorted({*listed})
    assert "Run what has changed." in printed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], (None, [])),
        (["--pipeline=robust"], (None, ["robust"])),
        (["--pipelines=robust,seeds"], (None, ["robust", "seeds"])),
        (["--pipeline=robust", "--pipelines=seeds"], ("robust", ["seeds"])),  # Kedro refuses both
    ],
)
def test_the_old_name_of_the_option_works_without_a_warning(monkeypatch, given, expected):
    run = []

    @click.command()
    def kedro_run(**options):
        run.append((options["pipeline"], options["pipelines"]))

    monkeypatch.setattr(commands, "kedro_run", kedro_run)
    command = click.Command("run", params=commands.run.params, callback=commands.run.callback)
    done = CliRunner().invoke(command, given, catch_exceptions=False)
    assert (done.exit_code, run) == (0, [expected])


@pytest.mark.bad_input
def test_a_file_of_options_whose_aliases_go_on_for_ever_is_refused(tmp_path):
    names = "abcdefghijklm"
    lines = [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise(names)]
    (tmp_path / "run.yml").write_text("\n".join(["a: &a [1]", *lines]))
    done = CliRunner().invoke(commands.run, [f"--config={tmp_path}/run.yml"])
    assert done.exit_code == 1
    assert "run.yml: aliases that repeat more than 100,000 values" in done.output


def test_a_file_of_options_is_read_as_kedro_does(tmp_path, monkeypatch):
    run = []

    @click.command()
    def kedro_run(**options):
        run.append(options["env"])

    (tmp_path / "run.yml").write_text(json.dumps({"run": {"env": "smoke"}}))
    monkeypatch.setattr(commands, "kedro_run", kedro_run)
    command = click.Command("run", params=commands.run.params, callback=commands.run.callback)
    CliRunner().invoke(command, [f"--config={tmp_path}/run.yml"], catch_exceptions=False)
    assert run == ["smoke"]


def test_temporary_files_of_a_run_lie_in_one_folder_that_it_removes(tmp_path, monkeypatch):
    written = []

    @click.command()
    def kedro_run(**_):
        written.append(Path(tempfile.mkdtemp()))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(commands, "kedro_run", kedro_run)
    command = click.Command("run", params=commands.run.params, callback=commands.run.callback)
    CliRunner().invoke(command, [], catch_exceptions=False)
    assert written[0].parent.parent == tmp_path
    assert not list(tmp_path.iterdir())

import json
import tempfile
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fashion_mnist.runtime import commands


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

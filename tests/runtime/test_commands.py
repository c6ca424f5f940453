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

"""Tests of the commands, mostly in forks."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from forked import run_kedro

from kedro_incremental import cli


@pytest.fixture
def kedro(bare):
    """Return a function that runs a Kedro command in the demo project and returns its output."""

    def run(*arguments, code=0):
        received, printed = run_kedro(arguments, bare.folder)
        assert received == code, printed
        return " ".join(printed.split())

    return run


@pytest.mark.slow
def test_the_runner_works_without_settings(bare, kedro):
    bare.write("src/demo/settings.py", "")
    runner = "--runner=kedro_incremental.IncrementalRunner"
    assert "Ran 10 nodes; 0 were up to date" in kedro("run", runner)
    assert "Ran 0 nodes; 10 were up to date" in kedro("run", runner)
    assert "Ran" not in kedro("run")  # Kedro's default runner
    assert "Ran 10 nodes" in kedro("run", "--everything")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], (None, [])),
        (["--pipeline=a"], (None, ["a"])),
        (["--pipelines=a,b"], (None, ["a", "b"])),
        (["--pipeline=a", "--pipelines=b"], ("a", ["b"])),  # Kedro refuses both
    ],
)
def test_the_old_name_of_an_option_works_without_a_warning(monkeypatch, given, expected):
    run = []

    @click.command()
    def kedro_run(**options):
        run.append((options["pipeline"], options["pipelines"]))

    monkeypatch.setattr(cli, "kedro_run", kedro_run)
    command = click.Command("run", params=cli.run.params, callback=cli.run.callback)
    done = CliRunner().invoke(command, given, catch_exceptions=False)
    assert (done.exit_code, run) == (0, [expected])


@pytest.mark.slow
def test_the_session_sets_the_default_and_a_named_runner_wins(bare, kedro):
    assert "Ran 10 nodes; 0 were up to date" in kedro("run")
    assert "Ran 0 nodes; 10 were up to date" in kedro("run")
    assert "were up to date" not in kedro("run", "--runner=SequentialRunner")
    printed = kedro("changes")
    assert "price: it has not been run" in printed
    assert "10 of 10 nodes would be run" in printed


@pytest.mark.slow
def test_changes_lists_reasons_and_forget_drops_records(bare, kedro):
    kedro("run")
    printed = kedro("changes", "--params=discount.rate=0.5")
    assert "discount: params:discount changed" in printed
    assert "1 of 1 nodes would be run" in kedro(
        "changes", "--nodes=discount", "--params=discount.rate=0.5"
    )
    assert "Dropped the records of 1 node." in kedro("incremental", "forget", "draw")
    assert "draw: it has not been run 1 of 10 nodes" in kedro("changes")
    assert "Dropped the records of 9 nodes." in kedro("incremental", "forget", "--all")


@pytest.mark.slow
def test_forget_drops_records_of_nodes_that_no_longer_exist(bare, kedro):
    """Two pipelines may make the same dataset, so their sum need not be a pipeline."""
    kedro("run")
    bare.edit("src/demo/pipeline.py", 'name="draw"', 'name="paint"')
    bare.write(
        "src/demo/pipeline_registry.py",
        """from demo.pipeline import Pipeline, create_pipeline, figures, node

def register_pipelines():
    other = Pipeline([node(figures.draw, "totals", "chart", name="other")])
    return {"__default__": create_pipeline(), "other": other}
""",
    )
    assert "Dropped the records of 1 node." in kedro("incremental", "forget", "draw")
    assert "Dropped the records of 0 nodes." in kedro("incremental", "forget", "paint")
    assert "Dropped the records of 9 nodes." in kedro("incremental", "forget", "--all")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["changes", "--pipelines=nope"], "Expected pipelines: __default__. Received nope."),
        (["changes", "--nodes=nope"], "Pipeline does not contain nodes named ['nope']"),
        (["changes", "--tags=nope"], "Pipeline contains no nodes"),
        (["changes", "--namespaces=nope"], "Pipeline does not contain nodes with"),
        (["incremental", "forget", "nope"], "Expected names of nodes. Received nope."),
    ],
)
def test_unknown_names_are_refused_without_a_traceback(kedro, arguments, message):
    printed = kedro(*arguments, code=1)
    assert "Traceback" not in printed
    assert message.split("[")[0] in printed


@pytest.mark.slow
def test_a_wheel_works_in_an_empty_environment(tmp_path):
    """The wheel contains all modules and data files; Kedro comes from the test environment."""
    package = Path(__file__).parents[1]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(package)]
    subprocess.run(wheel, check=True, timeout=120)
    (built,) = tmp_path.glob("*.whl")
    place = tmp_path / "place"
    install = [*pip, "install", "--no-deps", "--target", str(place), str(built)]
    subprocess.run(install, check=True, timeout=120)
    code = "import kedro_incremental as k; print(k.__file__, k.IncrementalRunner, k.DaskRunner)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(place)!r}); {code}"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert str(place) in done.stdout, done.stderr
    assert (place / "kedro_incremental/py.typed").exists()

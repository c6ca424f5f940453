"""The commands that the project adds to Kedro's: `changes`, `accept`, and options of `run`."""

import os
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.project import run as kedro_run
from kedro.framework.project import pipelines, settings
from kedro.pipeline import Pipeline

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.available_models import select_available
from fashion_mnist.runtime.changes.detection import ChangeDetector, make_detector
from fashion_mnist.runtime.run_lock import WAIT
from fashion_mnist.runtime.trusted_files import trust

RUNNER = "fashion_mnist.runtime.runner.ChangedRunner"


@click.group()
def commands() -> None:
    """Commands of the project."""


@click.command(short_help="Run what has changed.", help=kedro_run.help)
@click.option("--everything", is_flag=True, help="Run also what is up to date.")
@click.option("--wait", is_flag=True, help="Wait while another run is at work in the same data.")
@click.pass_context
def run(context: click.Context, /, everything: bool, wait: bool, **options: Any) -> Any:
    """Run the pipelines, as Kedro does."""
    if wait:
        os.environ[WAIT] = "1"
    if everything:
        options["runner"] = options["runner"] or RUNNER
        options["runner_params"] = {**options["runner_params"], "everything": True}
    return context.invoke(kedro_run, **options)


run.params += kedro_run.params
commands.add_command(run)


@commands.command()
@click.option("--env", "-e", help="The environment whose results are looked at.")
@click.option("--pipelines", "names", default="__default__", help="Their names, as in kedro run.")
@click.option("--params", default="", help="Parameters, as in kedro run.", hidden=True)
def changes(env: str | None, names: str, params: str) -> None:
    """Say which nodes kedro run would run, and why."""
    catalog = _load_catalog(env)
    chosen = sum((pipelines[name] for name in names.split(",")), Pipeline([]))
    pipeline = select_available(chosen, catalog).pipeline
    detector = make_detector(catalog)
    lines = [] if detector is None else list(explain(detector, pipeline))
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} of {len(pipeline.nodes)} nodes would be run")


def explain(detector: ChangeDetector, pipeline: Pipeline) -> list[str]:
    """A line for each node that would be run, or may be if what it takes turns out anew."""
    reasons = {node.name: detector.find_reasons(node) for node in pipeline.nodes}
    changed = [name for name, found in reasons.items() if found]
    after = pipeline.from_nodes(*changed).nodes if changed else []
    return [
        f"{node.name}: {'; '.join(reasons[node.name]) or 'if what it takes turns out anew'}"
        for node in after
    ]


@commands.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--env", "-e", help="The environment in which it is to be loaded.")
def accept(path: Path, env: str | None) -> None:
    """Trust a model that was not trained here: loading it executes the code in it."""
    trust(_load_catalog(env), path.resolve())
    click.echo(f"{path} is loaded from now on, as long as it stays as it is.")


def _load_catalog(env: str | None) -> Any:
    try:
        with settings.SESSION_CLASS.create(env=env) as session:
            return session.load_context().catalog
    except InputError as error:
        raise click.ClickException(str(error)) from error

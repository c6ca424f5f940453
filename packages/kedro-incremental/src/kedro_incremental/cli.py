"""The commands of the plugin: options of `run`, `kedro changes`, `kedro incremental`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.project import run as kedro_run
from kedro.framework.project import pipelines, settings
from kedro.framework.session import KedroSession
from kedro.pipeline import Pipeline

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import make_catalog
from kedro_incremental.lock import WAIT
from kedro_incremental.pickles import trust
from kedro_incremental.plan import plan

RUNNER = "kedro_incremental.IncrementalRunner"


@click.group()
def commands() -> None:
    """Commands of kedro-incremental."""


@click.command(short_help="Run the pipelines, or what has changed of them.", help=kedro_run.help)
@click.option("--everything", is_flag=True, help="Run also what is up to date.")
@click.option("--wait", is_flag=True, help="Wait while another run is at work in the same data.")
@click.pass_context
def run(context: click.Context, /, everything: bool, wait: bool, **options: Any) -> Any:
    """Run the pipelines, as Kedro does."""
    if wait:
        os.environ[WAIT] = "1"
    if everything:
        options["runner"] = options["runner"] or RUNNER
        options["runner_params"] = {**(options["runner_params"] or {}), "everything": True}
    return context.invoke(kedro_run, **options)


run.params += kedro_run.params
commands.add_command(run)


@click.command()
def changes(
    env: str | None, conf_source: str | None, params: dict[str, Any], **selection: Any
) -> None:
    """Say which nodes kedro run would run, and why."""
    with _plainly():
        with _open(env=env, conf_source=conf_source, runtime_params=params) as catalog:
            found = plan(_select(**selection), catalog)
            lines = [f"{n}: {'; '.join(why)}" for n, why in found.reasons.items() if why]
            total = f"{len(lines)} of {len(found.reasons)} nodes would be run"
            click.echo("\n".join([*lines, total]))


SELECTION = {"pipelines", "tags", "namespaces", "node_names"}
SELECTION |= {"from_nodes", "to_nodes", "from_inputs", "to_outputs"}
OPTIONS = SELECTION | {"env", "conf_source", "params"}
changes.params += [option for option in kedro_run.params if option.name in OPTIONS]
commands.add_command(changes)


@commands.group()
def incremental() -> None:
    """Records of what nodes were run with."""


@incremental.command()
@click.argument("nodes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Drop the records of all nodes.")
@click.option("--env", "-e", help="The environment whose records are dropped.")
def forget(nodes: tuple[str, ...], every: bool, env: str | None) -> None:
    """Drop records, so that the nodes are run again."""
    if bool(nodes) == every:
        raise click.UsageError("Expected names of nodes, or --all.")
    with _plainly():
        with _open(env=env) as catalog:
            whole = _select(pipelines=[*pipelines])
            chosen = whole if every else whole.only_nodes(*nodes)
            ChangeDetector(catalog, whole.nodes).forget(chosen.nodes)
            click.echo(f"Dropped the records of {len(chosen.nodes)} nodes.")


@incremental.command("trust")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--env", "-e", help="The environment in which it is loaded.")
def trust_file(path: Path, env: str | None) -> None:
    """Trust a pickle that was not saved here: loading it executes the code in it."""
    with _plainly():
        with _open(env=env) as catalog:
            trust(catalog, str(path.resolve()), path)
            click.echo(f"{path} is loaded from now on, as long as it stays as it is.")


def _select(
    pipelines: list[str] | None = None,
    node_names: Any = None,
    namespaces: Any = None,
    **more: Any,
) -> Pipeline:
    """Return the nodes that kedro run would take with the same options."""
    registered = _registered(pipelines)
    whole = sum((registered[name] for name in pipelines or ["__default__"]), Pipeline([]))
    return whole.filter(node_names=node_names, node_namespaces=namespaces, **more)


def _registered(names: list[str] | None) -> dict[str, Pipeline]:
    known = sorted(pipelines)
    if unknown := sorted({*(names or ())} - {*known}):
        raise IncrementalError(
            f"Expected pipelines: {', '.join(known)}. Received {', '.join(unknown)}."
        )
    return dict(pipelines)


@contextmanager
def _open(**options: Any) -> Iterator[Any]:
    """Give the catalog of an environment, as a run has it."""
    session_class: type[KedroSession] = settings.SESSION_CLASS
    with session_class.create(**options) as session:
        yield make_catalog(session.load_context())


@contextmanager
def _plainly() -> Iterator[None]:
    """Show what is wrong with the options alone; ValueError is Kedro's of an unknown node or tag."""
    try:
        yield
    except (IncrementalError, ValueError) as error:
        raise click.ClickException(str(error)) from error

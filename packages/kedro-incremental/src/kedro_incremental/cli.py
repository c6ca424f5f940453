"""The plugin's commands: `kedro run` with more options, `kedro changes`, `kedro incremental`."""

import os
import reprlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from copy import copy
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.project import run as kedro_run
from kedro.framework.project import pipelines, settings
from kedro.pipeline import Pipeline
from kedro.runner import AbstractRunner
from kedro.utils import load_obj
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import make_catalog
from kedro_incremental.lock import WAIT
from kedro_incremental.pickles import trust
from kedro_incremental.plan import plan
from kedro_incremental.progress import live_line
from kedro_incremental.records import find_records
from kedro_incremental.session import IncrementalSession

RUNNER = "kedro_incremental.IncrementalRunner"


@click.group("kedro")  # the name of Kedro's own group, so that the help lists `run` once
def commands() -> None:
    """Commands of kedro-incremental."""


def make_options() -> list[click.Parameter]:
    """Return the options of `kedro run`; malformed values end without a traceback."""
    options = [copy(option) for option in kedro_run.params]
    for option in options:
        if option.name in ("params", "runner_params"):
            option.callback = partial(_read_values, option.callback)
    return options


def _read_values(read: Any, context: click.Context, option: click.Parameter, given: Any) -> Any:
    """Parse the values of an option with Kedro's own callback `read`."""
    try:
        values = read(context, option, given)
    except (OmegaConfBaseException, RecursionError, ValueError, YAMLError) as error:
        raise click.BadParameter(
            f"Expected NAME=VALUE,NAME=VALUE with values in YAML. Received {reprlib.repr(given)}: "
            f"{getattr(error, 'problem', error)}."
        ) from error
    if given and not values:
        raise click.BadParameter(f"Expected NAME=VALUE,NAME=VALUE. Received {given!r}.")
    return values


@click.command(short_help="Run what has changed.", help=kedro_run.help)
@click.option("--everything", is_flag=True, help="Also run nodes that are up to date.")
@click.option("--wait", is_flag=True, help="Wait for another run on the same data to end.")
@click.pass_context
def run(context: click.Context, /, everything: bool, wait: bool, **options: Any) -> Any:
    """Run the pipelines with Kedro's own command."""
    if wait:
        os.environ[WAIT] = "1"
    if options["pipeline"] and not options["pipelines"]:  # Kedro warns about the old name
        options |= {"pipeline": None, "pipelines": [options["pipeline"]]}
    if everything:
        options["runner"] = options["runner"] or RUNNER
        options["runner_params"] = {**(options["runner_params"] or {}), "everything": True}
    check_runner(options["runner"], options["runner_params"] or {})
    with live_line() if runs_in_order(options["runner"]) else nullcontext():
        return context.invoke(kedro_run, **options)


run.params += make_options()
commands.add_command(run)


def runs_in_order(runner: str | None) -> bool:
    """Return whether a run uses `IncrementalRunner`, and so runs one node at a time."""
    is_default = issubclass(settings.SESSION_CLASS, IncrementalSession)
    return runner == RUNNER or (runner is None and is_default)


def check_runner(name: str | None, parameters: dict[str, Any]) -> None:
    """Check the name of a runner and the names of its parameters.

    Args:
        name: class name of a Kedro runner or dotted path of another one; None for the default.
        parameters: values by parameter name.

    Raises:
        click.BadParameter: there is no such runner, or it does not take one of the parameters.
        click.ClickException: the runner needs Dask, which is not installed.
    """
    try:
        kind = load_obj(name or "SequentialRunner", "kedro.runner")
        known = signature(kind).parameters if issubclass(kind, AbstractRunner) else None
    except ModuleNotFoundError as error:
        if error.name == "distributed":
            raise click.ClickException(
                "The runner requires Dask, which is not installed. Run `pip install distributed`."
            ) from error
        known = None
    except (ImportError, AttributeError, TypeError, ValueError):
        known = None
    if known is None:
        raise click.BadParameter(
            "Expected a runner of Kedro, such as SequentialRunner, or the dotted path of another "
            f"runner. Received {name!r}."
        )
    if unknown := sorted({*parameters} - {*known}):
        raise click.BadParameter(
            f"Expected parameters of the runner: {', '.join(known) or 'none'}. "
            f"Received {', '.join(unknown)}."
        )


@click.command()
def changes(
    env: str | None, conf_source: str | None, params: dict[str, Any], **selection: Any
) -> None:
    """List the nodes that kedro run would run, and why."""
    session = {"env": env, "conf_source": conf_source, "runtime_params": params}
    with _without_traceback(), _open_catalog(**session) as catalog:
        found = plan(_select(**selection), catalog)
        lines = [f"{n}: {'; '.join(why)}" for n, why in found.reasons.items() if why]
        total = f"{len(lines)} of {len(found.reasons)} nodes would be run"
        click.echo("\n".join([*lines, total]))


SELECTION = {"pipelines", "tags", "namespaces", "node_names"}
SELECTION |= {"from_nodes", "to_nodes", "from_inputs", "to_outputs"}
OPTIONS = SELECTION | {"env", "conf_source", "params"}
changes.params += [option for option in make_options() if option.name in OPTIONS]
commands.add_command(changes)


@commands.group()
def incremental() -> None:
    """Manage the records of nodes and files."""


_SESSION_OPTIONS = [option for option in kedro_run.params if option.name in {"env", "conf_source"}]


@incremental.command()
@click.argument("nodes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Drop the records of all nodes.")
def forget(nodes: tuple[str, ...], every: bool, **session: Any) -> None:
    """Drop records, so that the nodes run again. The nodes may no longer exist."""
    if bool(nodes) == every:
        raise click.UsageError("Expected names of nodes, or --all.")
    with _without_traceback(), _open_catalog(**session) as catalog:
        store = find_records(catalog)
        made_by = {name: r["node"] for name, r in store.load().items() if "node" in r}
        known = {node.name for pipeline in pipelines.values() for node in pipeline.nodes}
        if unknown := sorted({*nodes} - known - {*made_by.values()}):
            raise IncrementalError(f"Expected names of nodes. Received {', '.join(unknown)}.")
        dropped = {name: node for name, node in made_by.items() if every or node in nodes}
        store.forget(dropped)
        n_nodes = len({*dropped.values()})
        click.echo(f"Dropped the records of {n_nodes} node{'' if n_nodes == 1 else 's'}.")


@incremental.command("trust")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trust_file(path: Path, **session: Any) -> None:
    """Trust a file that no run saved. Loading a pickle executes the code in it."""
    with _without_traceback(), _open_catalog(**session) as catalog:
        trust(catalog, str(path.resolve()), path)
        click.echo(f"Runs now load {path}, until it changes.")


for command in (forget, trust_file):
    command.params += _SESSION_OPTIONS


def _select(
    names: list[str] | None = None, /, node_names: Any = None, namespaces: Any = None, **more: Any
) -> Pipeline:
    """Return the pipeline that kedro run would run with the same options."""
    chosen = names or more.pop("pipelines", None) or ["__default__"]
    more.pop("pipelines", None)
    if unknown := sorted({*chosen} - {"__default__"} - {*pipelines}):
        raise IncrementalError(
            f"Expected pipelines: {', '.join(sorted(pipelines))}. Received {', '.join(unknown)}."
        )
    pipeline = sum((pipelines[name] for name in chosen), Pipeline([]))
    return pipeline.filter(node_names=node_names, node_namespaces=namespaces, **more)


@contextmanager
def _open_catalog(**options: Any) -> Iterator[Any]:
    """Open a session with these options, and yield its catalog."""
    session_class: Any = settings.SESSION_CLASS
    with session_class.create(**options) as session:
        yield make_catalog(session.load_context())


@contextmanager
def _without_traceback() -> Iterator[None]:
    """Show only the message of user errors; Kedro raises ValueError at unknown nodes."""
    try:
        yield
    except (IncrementalError, ValueError) as error:
        raise click.ClickException(str(error)) from error

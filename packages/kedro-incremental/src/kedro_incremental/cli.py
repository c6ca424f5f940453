"""The commands of the plugin: options of `run`, `kedro changes`, `kedro incremental`."""

import os
import reprlib
from collections.abc import Iterator
from contextlib import contextmanager
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

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import make_catalog
from kedro_incremental.lock import WAIT
from kedro_incremental.pickles import trust
from kedro_incremental.plan import plan

RUNNER = "kedro_incremental.IncrementalRunner"


@click.group("kedro")  # as Kedro's own, so that its help lists `run` once
def commands() -> None:
    """Commands of kedro-incremental."""


def make_options() -> list[click.Parameter]:
    """Return the options of `kedro run`, which refuse what Kedro would show a traceback for."""
    options = [copy(option) for option in kedro_run.params]
    for option in options:
        if option.name in ("params", "runner_params"):
            option.callback = partial(_read_values, option.callback)
    return options


def _read_values(read: Any, context: click.Context, option: click.Parameter, given: Any) -> Any:
    """Return the values by their names; Kedro's function reads them."""
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
@click.option("--everything", is_flag=True, help="Run also what is up to date.")
@click.option("--wait", is_flag=True, help="Wait while another run is at work in the same data.")
@click.pass_context
def run(context: click.Context, /, everything: bool, wait: bool, **options: Any) -> Any:
    """Run the pipelines, as Kedro does."""
    if wait:
        os.environ[WAIT] = "1"
    if options["pipeline"] and not options["pipelines"]:  # the old name, at which Kedro warns
        options |= {"pipeline": None, "pipelines": [options["pipeline"]]}
    if everything:
        options["runner"] = options["runner"] or RUNNER
        options["runner_params"] = {**(options["runner_params"] or {}), "everything": True}
    check_runner(options["runner"], options["runner_params"] or {})
    return context.invoke(kedro_run, **options)


run.params += make_options()
commands.add_command(run)


def check_runner(name: str | None, parameters: dict[str, Any]) -> None:
    """Raise BadParameter unless there is such a runner, and it takes these parameters."""
    try:
        kind = load_obj(name or "SequentialRunner", "kedro.runner")
        known = signature(kind).parameters if issubclass(kind, AbstractRunner) else None
    except ModuleNotFoundError as error:
        if error.name == "distributed":
            raise click.ClickException(
                "Expected Dask, by which this runner works. Received none: install `distributed`."
            ) from error
        known = None
    except (ImportError, AttributeError, TypeError, ValueError):
        known = None
    if known is None:
        raise click.BadParameter(
            "Expected a runner of Kedro, such as SequentialRunner, or the dotted path of another. "
            f"Received {name!r}."
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
    """Say which nodes kedro run would run, and why."""
    with _plainly(), _open(env=env, conf_source=conf_source, runtime_params=params) as catalog:
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
    """Records of what nodes were run with."""


OF_SESSION = [option for option in kedro_run.params if option.name in {"env", "conf_source"}]


@incremental.command()
@click.argument("nodes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Drop the records of all nodes.")
def forget(nodes: tuple[str, ...], every: bool, **session: Any) -> None:
    """Drop records, so that the nodes are run again."""
    if bool(nodes) == every:
        raise click.UsageError("Expected names of nodes, or --all.")
    with _plainly(), _open(**session) as catalog:
        whole = _select([*pipelines])
        chosen = whole if every else whole.only_nodes(*nodes)
        ChangeDetector(catalog, whole.nodes).forget(chosen.nodes)
        click.echo(f"Dropped the records of {len(chosen.nodes)} nodes.")


@incremental.command("trust")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trust_file(path: Path, **session: Any) -> None:
    """Trust a pickle that was not saved here: loading it executes the code in it."""
    with _plainly(), _open(**session) as catalog:
        trust(catalog, str(path.resolve()), path)
        click.echo(f"{path} is loaded from now on, as long as it stays as it is.")


for command in (forget, trust_file):
    command.params += OF_SESSION


def _select(
    names: list[str] | None = None, /, node_names: Any = None, namespaces: Any = None, **more: Any
) -> Pipeline:
    """Return the nodes that kedro run would take with the same options."""
    asked = names or more.pop("pipelines", None) or ["__default__"]
    more.pop("pipelines", None)
    if unknown := sorted({*asked} - {"__default__"} - {*pipelines}):
        raise IncrementalError(
            f"Expected pipelines: {', '.join(sorted(pipelines))}. Received {', '.join(unknown)}."
        )
    whole = sum((pipelines[name] for name in asked), Pipeline([]))
    return whole.filter(node_names=node_names, node_namespaces=namespaces, **more)


@contextmanager
def _open(**options: Any) -> Iterator[Any]:
    """Give the catalog of an environment, as a run has it."""
    session_class: Any = settings.SESSION_CLASS
    with session_class.create(**options) as session:
        yield make_catalog(session.load_context())


@contextmanager
def _plainly() -> Iterator[None]:
    """Show what is wrong with the options alone; a ValueError is Kedro's of an unknown node."""
    try:
        yield
    except (IncrementalError, ValueError) as error:
        raise click.ClickException(str(error)) from error

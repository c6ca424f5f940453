"""The commands that the project adds to Kedro's: `app`, `changes`, `accept`; options of `run`."""

import os
import reprlib
from collections.abc import Callable
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any, cast

import click
from kedro.framework.cli.project import run as kedro_run
from kedro.framework.project import pipelines as registered
from kedro.framework.project import settings
from kedro.pipeline import Pipeline
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from fashion_mnist.datasets.temporary import own_temporary_files
from fashion_mnist.parameters.errors import InputError, missing_extra
from fashion_mnist.runtime.available_models import select_available
from fashion_mnist.runtime.changes.dataset_files import look_at
from fashion_mnist.runtime.changes.detection import ChangeDetector, make_detector
from fashion_mnist.runtime.configuration import check_aliases
from fashion_mnist.runtime.kedro_internals import make_catalog
from fashion_mnist.runtime.run_lock import WAIT
from fashion_mnist.runtime.runner_check import check_runner
from fashion_mnist.runtime.session import plainly
from fashion_mnist.runtime.trusted_files import trust

RUNNER = "fashion_mnist.runtime.runner.ChangedRunner"


@click.group("kedro")  # as Kedro's own, so that its help lists `run` once
def commands() -> None:
    """Commands of the project."""


def _make_options() -> list[click.Parameter]:
    """The options of `kedro run`, which refuse what Kedro would end with a traceback for."""
    options = [copy(option) for option in kedro_run.params]
    for option in options:
        if option.name in ("params", "runner_params"):
            option.callback = partial(_read_values, option.callback)
    return options


def _read_values(read: Any, context: click.Context, option: click.Parameter, given: Any) -> Any:
    """The values by their names; Kedro's function reads them."""
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
        options["runner_params"] = {**options["runner_params"], "everything": True}
    check_runner(options["runner"], options["runner_params"])
    with own_temporary_files():
        return context.invoke(kedro_run, **options)


def _read_options(
    read: Callable[..., Any], context: click.Context, option: click.Parameter, path: str | None
) -> Any:
    """Read the options in a file as Kedro does, unless aliases there go on for ever."""
    try:
        if path:
            check_aliases(Path(path))
    except InputError as error:
        raise click.ClickException(str(error)) from error
    return read(context, option, path)


run.params += _make_options()
config = next(option for option in run.params if option.name == "config")
config.callback = partial(_read_options, cast(Callable[..., Any], config.callback))
commands.add_command(run)


@click.command()
def changes(
    env: str | None, conf_source: str | None, params: dict[str, Any], **selection: Any
) -> None:
    """Say which nodes kedro run would run, and why."""
    catalog = _load_catalog(env=env, conf_source=conf_source, runtime_params=params)
    pipeline = select_available(_select(**selection), catalog).pipeline
    detector = make_detector(catalog)
    lines = explain(detector, pipeline) if detector else [f"{n.name}: all" for n in pipeline.nodes]
    total = f"{len(lines)} of {len(pipeline.nodes)} nodes would be run"
    click.echo("\n".join([*lines, total]))


SELECTION = {"pipelines", "tags", "namespaces", "node_names"}
SELECTION |= {"from_nodes", "to_nodes", "from_inputs", "to_outputs"}
OPTIONS = SELECTION | {"env", "conf_source", "params"}
changes.params += [option for option in _make_options() if option.name in OPTIONS]
commands.add_command(changes)


def _select(pipelines: list[str] | None, node_names: Any, namespaces: Any, **more: Any) -> Pipeline:
    """The nodes that kedro run would take with the same options."""
    names = pipelines or ["__default__"]
    whole = sum((registered[name] for name in names), Pipeline([]))
    return whole.filter(node_names=node_names, node_namespaces=namespaces, **more)


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
def accept(path: Path, **session: Any) -> None:
    """Trust a model that was not trained here: loading it executes the code in it."""
    trust(_load_catalog(**session), str(path.resolve()), look_at(path))
    click.echo(f"{path} is loaded from now on, as long as it stays as it is.")


accept.params += [option for option in kedro_run.params if option.name in {"env", "conf_source"}]


@commands.command()
@click.option("--env", "-e", help="The environment whose model answers.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="An address or name of this computer, to bind to and be asked by.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="By default the first free one.")
@click.option("--no-browser", is_flag=True, help="Don't open the page in a browser.")
def app(env: str | None, host: str, port: int | None, no_browser: bool) -> None:
    """Serve a page that answers pictures as they are dropped on it."""
    try:
        from fashion_mnist.runtime.app import serve  # with all that answers

        with own_temporary_files(), plainly():
            serve(env, _load_catalog(env=env), host, port, not no_browser)
    except ModuleNotFoundError as error:
        if error.name != "gradio":
            raise
        missing = missing_extra("Gradio, by which the app works", "app")
        raise click.ClickException(str(missing)) from error


def _load_catalog(**options: Any) -> Any:
    with plainly(), settings.SESSION_CLASS.create(**options) as session:
        return make_catalog(session.load_context())

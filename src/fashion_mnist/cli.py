"""The project's commands: `app`, `accept`, and `run`, where Kedro looks for it."""

from copy import copy

import click
from kedro.framework.project import settings

from fashion_mnist.runtime.session import errors_as_messages
from kedro_incremental import cli as incremental


@click.group("kedro")  # Kedro's own name, so that its help lists `run` once
def cli() -> None:
    """Commands of the project."""


run = incremental.run
cli.add_command(run)

accept = copy(incremental.trust_file)
accept.name = "accept"
cli.add_command(accept)


@cli.command()
@click.option("--env", "-e", help="The environment to load the model from.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind to.")
@click.option("--port", type=click.IntRange(1, 65535), help="By default the first free port.")
@click.option("--no-browser", is_flag=True, help="Don't open the page in a browser.")
def app(env: str | None, host: str, port: int | None, no_browser: bool) -> None:
    """Serve a page that classifies the pictures dropped on it."""
    from fashion_mnist.datasets.base import own_temporary_files
    from fashion_mnist.runtime.app import serve  # slow to import

    with own_temporary_files(), errors_as_messages():
        with settings.SESSION_CLASS.create(env=env) as session:
            catalog = session.load_context().catalog
        serve(catalog, host, port, not no_browser)

"""Serves a page that answers pictures as they are dropped on it."""

import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from kedro.io import DataCatalog

from fashion_mnist.parameters.errors import InputError, kedro_command
from fashion_mnist.pictures import photographs
from fashion_mnist.report.pictures import write_about
from fashion_mnist.runtime.app_requests import choose_examples
from fashion_mnist.runtime.classifier import Classifier


def serve(
    env: str | None, catalog: DataCatalog, host: str, port: int | None, open_browser: bool
) -> None:
    """Serve the page until it is interrupted.

    Args:
        env: the environment whose model answers, by default that of `kedro run`.
        catalog: that of this environment, whose test images are the examples.
        host: the address to bind to.
        port: None is the first free one from 7860 on.
        open_browser: whether to show the page.

    Raises:
        InputError: no model has been trained, or the port is taken.
        ModuleNotFoundError: there is no Gradio.
    """
    if port is not None:
        check_port(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends as by Ctrl+C
    with TemporaryDirectory() as folder:  # of files from their upload to their answer
        os.environ |= {"GRADIO_TEMP_DIR": folder, "GRADIO_ANALYTICS_ENABLED": "False"}
        from fashion_mnist.runtime.app_page import build_page, launch

        classifier = Classifier.load(env=env)
        images, labels = catalog.load("test.pixels"), catalog.load("test.labels")
        examples = choose_examples(images, labels, classifier.classes)
        about = write_about(classifier.description, advise(catalog, classifier.classes))
        uploads = Path(folder, "uploads")
        uploads.mkdir()
        page = build_page(classifier, about, examples, uploads)
        address = launch(page, uploads, host, server_port=port, inbrowser=open_browser)
        click.echo(f"The app is at {address} until you press Ctrl+C.")
        page.block_thread()


def advise(catalog: DataCatalog, classes: Sequence[str]) -> str | None:
    """The command that trains a network with photographs; None if they are of other classes."""
    block = photographs.Photographs.model_validate(catalog.load("params:photographs"))
    if not set().union(*block.folders.values()) <= set(classes):
        return None
    return kedro_command("run", "--pipelines=photographs,robust")


def check_port(host: str, port: int) -> None:
    """Raise InputError if a port is taken, or the address is not of this computer."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            raise InputError(
                f"Expected a free port of this computer. Received {port} of {host}: choose another "
                "by --port, or leave it out."
            ) from error

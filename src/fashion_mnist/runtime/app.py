"""The server of the app, a page that classifies the pictures dropped on it."""

import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from kedro.io import DataCatalog

from fashion_mnist.parameters.errors import InputError, require
from fashion_mnist.pictures.photographs import Photographs
from fashion_mnist.report.render import render
from fashion_mnist.runtime.app_requests import Examples, choose_examples
from fashion_mnist.runtime.classifier import Classifier
from kedro_incremental.errors import kedro_command
from kedro_incremental.plan import is_there


def serve(catalog: DataCatalog, host: str, port: int | None, open_browser: bool) -> None:
    """Serve the page until the process is interrupted, by default at a free port from 7860 on.

    The catalog has the model and, for the examples, test images.
    """
    host = host.strip("[]")  # of an IPv6 address
    check_port(host, port or 0)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as on Ctrl+C
    with TemporaryDirectory() as folder:  # keeps each upload until it is classified
        os.environ |= {"GRADIO_TEMP_DIR": folder, "GRADIO_ANALYTICS_ENABLED": "False"}
        require(["gradio"], "Gradio, which the app needs", "app")
        classifier = Classifier.from_catalog(catalog)
        from fashion_mnist.runtime.app_page import build_page, launch  # slow to import

        examples: Examples = []
        if is_there(catalog, "test.pixels") and is_there(catalog, "test.labels"):
            images, labels = catalog.load("test.pixels"), catalog.load("test.labels")
            examples = choose_examples(images, labels, classifier.classes)
        command = advise(catalog, classifier.classes)
        about = render("app_about.html.j2", classifier=classifier.description, command=command)
        uploads = Path(folder, "uploads")
        uploads.mkdir()
        page = build_page(classifier, about, examples, uploads)
        address = launch(page, uploads, host, server_port=port, inbrowser=open_browser)
        click.echo(f"The app is at {address}. Press Ctrl+C to stop it.")
        page.block_thread()


def advise(catalog: DataCatalog, classes: Sequence[str]) -> str | None:
    """Return the command that trains on photographs, or None if they show other classes."""
    kinds = Photographs.model_validate(catalog.load("params:photographs")).kinds
    is_same = set().union(*kinds.values()) <= set(classes)
    return f"{kedro_command('run')} --pipelines=photographs,robust" if is_same else None


def check_port(host: str, port: int) -> None:
    """Raise InputError unless a port of this computer is free; 0 stands for any."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputError(
            f"Expected a free port of this computer. Received {port or 'any'} of {host}: choose "
            "another with --port or --host."
        ) from error

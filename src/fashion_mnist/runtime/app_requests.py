"""What the app answers to requests, and what it refuses."""

import asyncio
import math
import re
import secrets
import socket
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.pictures.decoding import FORMATS
from fashion_mnist.report.pictures import write_answer, write_refusal
from fashion_mnist.runtime.classifier import Classifier

Examples = Sequence[tuple[Image.Image, str]]  # with their captions

MEGABYTES, MEGAPIXELS = 20, 50  # of an uploaded picture, at most
TOO_LARGE = f"the picture has more than {MEGAPIXELS} megapixels, the limit: save it smaller"
GONE = "the picture is not here any more: give it again"
EXAMPLE_EDGE = 280  # pixels
UPLOAD, QUESTION = "/gradio_api/upload", "/gradio_api/queue/join"  # all that the page posts
MOST_BYTES = MEGABYTES * 2**20 + 10_000  # of a request: a picture, and what surrounds it
MOST_UPLOADS, SECONDS = 50, 300  # that wait for their answer, and how long each may
LOCAL = {"127.0.0.1", "localhost", "::1"}


def answer_and_remove(classifier: Classifier, path: Path, folder: Path) -> str:
    """Answer a file that was uploaded into a folder, as a part of the page, and remove it.

    A browser may name any path; only a file in the folder is touched.
    """
    if path.parent != folder or not path.is_file():
        return write_refusal(GONE)
    try:
        if is_too_large(path):
            return write_refusal(TOO_LARGE)
        return write_answer(classifier.explain(path))
    finally:
        path.unlink(missing_ok=True)


def is_too_large(path: Path) -> bool:
    """Whether a file has more pixels than the app takes; False if it cannot be told."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return math.prod(image.size) > MEGAPIXELS * 10**6
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except Exception:  # decoders raise whatever they stumble over; reading it tells what
        return False


def choose_examples(images: Images, labels: Labels, classes: Sequence[str]) -> Examples:
    """The first image of each class, enlarged, with the name of the class."""
    found, places = np.unique(labels, return_index=True)
    return [
        (Image.fromarray(images[place]).resize((EXAMPLE_EDGE, EXAMPLE_EDGE)), classes[label])
        for label, place in zip(found, places, strict=True)
    ]


class OwnPageOnly:
    """Middleware that refuses what the app's own page would not send.

    A page of another site can ask the app through the browser of somebody who may: as it is
    (`Origin`), or under a name of its own that leads here (DNS rebinding, `Host`).
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        """Stand before an app that is bound to a host."""
        self.app, self.host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        refusal = refuse(HTTPConnection(scope), self.host) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def refuse(request: HTTPConnection, host: str) -> Response | None:
    """Say why a request is not one of the app's own page, or None if it is."""
    headers = request.headers
    name = headers.get("host", "")
    if not is_own_name(re.sub(r":\d+$", "", name).strip("[]").lower(), host):
        told = f"Expected this computer's name or address. Received {name!r}: see kedro app --help."
        return PlainTextResponse(told, 400)
    if "origin" in headers and urlsplit(headers["origin"]).netloc != name:
        return PlainTextResponse("Expected a request of this page. Received another site's.", 403)
    if request.scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    if request.scope["path"] not in (UPLOAD, QUESTION):
        return PlainTextResponse("Expected a picture or a question.", 404)
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MOST_BYTES:
        return PlainTextResponse(f"Expected at most {MEGABYTES} MB.", 413)
    return None


def is_own_name(name: str, host: str) -> bool:
    """Whether an app that is bound to a host has a name.

    Bound to this computer alone it has the names of `LOCAL`. Else also that which was given, the
    computer's own, and any address, since nobody can have an address lead elsewhere.
    """
    if host in LOCAL or name in LOCAL:
        return name in LOCAL
    computer = socket.gethostname().lower()
    return name in (host.lower(), computer, f"{computer}.local") or is_address(name)


def is_address(name: str) -> bool:
    """Whether a name is an IP address."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


async def receive_upload(folder: Path, request: Request) -> Response:
    """Put an uploaded picture into a folder, under a name that only its sender learns.

    It is removed once it is answered, or after `SECONDS`.

    Returns:
        A list of its path, as Gradio's page expects it.
    """
    async with request.form(max_files=1) as form:
        file = form.get("files")
        if not isinstance(file, UploadFile):
            return PlainTextResponse("Expected a picture. Received none.", 400)
        content = await file.read()
    if len(list(folder.iterdir())) >= MOST_UPLOADS:
        return PlainTextResponse("Too many pictures wait for their answer: try again soon.", 503)
    path = folder / secrets.token_hex()
    asyncio.get_running_loop().call_later(SECONDS, partial(path.unlink, missing_ok=True))
    path.write_bytes(content)
    return JSONResponse([str(path)])

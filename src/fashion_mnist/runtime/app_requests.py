"""The app's requests: uploads, their limits, and what is refused."""

import asyncio
import math
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image, ImageOps
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.pictures.reading import FORMATS
from fashion_mnist.report.pictures import write_answer, write_refusal
from fashion_mnist.runtime.classifier import Classifier

Examples = Sequence[tuple[Image.Image, str]]  # images and captions

MEGABYTES, MEGAPIXELS = 20, 50  # the largest picture accepted
TOO_LARGE = f"the picture has more than {MEGAPIXELS} megapixels, the limit: save it smaller"
REMOVED = "the picture is no longer here: upload it again"
EXAMPLE_SIZE = (280, 280)  # pixels
UPLOAD, QUESTION = "/gradio_api/upload", "/gradio_api/queue/join"  # the page posts nothing else
MAX_REQUEST_BYTES = MEGABYTES * 2**20 + 10_000  # the largest request: a picture and its form
MAX_UPLOADS, UPLOAD_SECONDS = 50, 300  # how many may wait, and for how long
LOCAL = {"127.0.0.1", "localhost", "::1"}


def answer_and_remove(classifier: Classifier, path: Path, folder: Path) -> str:
    """Classify an uploaded file, remove it, and return the answer as HTML.

    A browser may send any path, so files outside the upload folder are never touched.
    """
    if path.parent != folder or not path.is_file():
        return write_refusal(REMOVED)
    try:
        if is_too_large(path):
            return write_refusal(TOO_LARGE)
        return write_answer(classifier.explain(path))
    finally:
        path.unlink(missing_ok=True)


def is_too_large(path: Path) -> bool:
    """Return whether a picture has too many pixels for the app; False if it cannot be opened."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return math.prod(image.size) > MEGAPIXELS * 10**6
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except Exception:  # decoders raise any error; the classifier reports it
        return False


def choose_examples(images: Images, labels: Labels, classes: Sequence[str]) -> Examples:
    """Return the first image of each class, scaled for the page, with the class as its caption."""
    found, places = np.unique(labels, return_index=True)
    return [
        (ImageOps.contain(Image.fromarray(images[place]), EXAMPLE_SIZE), classes[label])
        for label, place in zip(found, places, strict=True)
    ]


@dataclass
class OwnPageOnly:
    """Middleware around an app at a host: it refuses what the app's own page would not send.

    A page of another site can reach the app through a permitted user's browser. `Origin` shows such
    a page, and `Host` one that points a name of its own to this computer (DNS rebinding).
    """

    app: ASGIApp
    host: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the app, or refuse it."""
        refusal = refuse(HTTPConnection(scope), self.host) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def refuse(request: HTTPConnection, host: str) -> Response | None:
    """Return a refusal if a request cannot be from the app's own page, else None."""
    headers = request.headers
    name = headers.get("host", "")
    if not is_own_name(re.sub(r":\d+$", "", name).strip("[]").lower(), host):
        text = f"Expected this computer's name or address. Received {name!r}: see kedro app --help."
        return PlainTextResponse(text, 400)
    if "origin" in headers and urlsplit(headers["origin"]).netloc != name:
        return PlainTextResponse("Expected a request from this page. Received another site's.", 403)
    if request.scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    if request.scope["path"] not in (UPLOAD, QUESTION):
        return PlainTextResponse("Expected a picture, or a request to classify one.", 404)
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MAX_REQUEST_BYTES:
        return PlainTextResponse(f"Expected at most {MEGABYTES} MB.", 413)
    return None


def is_own_name(name: str, host: str) -> bool:
    """Return whether an app that is bound to a host may be reached by a name.

    An app for this computer alone has the names in `LOCAL`. Any other app also has the name of its
    host, the computer's own name, and every IP address, since nobody can redirect an address.
    """
    if host in LOCAL or name in LOCAL:
        return name in LOCAL
    with suppress(ValueError):
        return bool(ip_address(name))
    computer = socket.gethostname().lower()
    return name in (host.lower(), computer, f"{computer}.local")


async def receive_upload(folder: Path, request: Request) -> Response:
    """Save an uploaded picture in a folder, under a name that only its sender learns.

    The file is removed once it is classified, or after `UPLOAD_SECONDS`. The response has a list
    with the file's path, as Gradio's page expects it.
    """
    async with request.form(max_files=1) as form:
        file = form.get("files")
        if not isinstance(file, UploadFile):
            return PlainTextResponse("Expected a picture. Received none.", 400)
        content = await file.read()
    if len(list(folder.iterdir())) >= MAX_UPLOADS:
        return PlainTextResponse("Too many pictures are waiting: try again soon.", 503)
    path = folder / secrets.token_hex()
    asyncio.get_running_loop().call_later(UPLOAD_SECONDS, partial(path.unlink, missing_ok=True))
    path.write_bytes(content)
    return JSONResponse([str(path)])

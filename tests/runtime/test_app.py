"""The app's server, asked as other programs and other sites' pages would ask it."""

import json
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import MagicMock

import httpx
import pytest
from kedro.io import DataCatalog, MemoryDataset

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.photographs import Photographs
from fashion_mnist.runtime.app import advise, check_port, serve
from fashion_mnist.runtime.classifier import Classifier
from kedro_incremental.errors import use_options

NEEDS_IPV6 = pytest.mark.skipif(
    not Path("/proc/net/if_inet6").exists(), reason="no IPv6 on this system"
)
SERVE = """
import numpy as np
import pandas as pd
from kedro.io import DataCatalog, MemoryDataset

from fashion_mnist.pictures.conversion import Explained
from fashion_mnist.runtime import app

class Measuring:
    classes = ["bag", "coat"]
    description = {
        "model": "cnn",
        "judged_on": "photographs",
        "accuracy": 0.9,
        "relative_threshold": None,
    }

    def explain(self, picture):
        return Explained(pd.Series({"reason": f"it has {picture.stat().st_size} bytes"}))

data = {"test.pixels": np.zeros((2, 4, 4), np.uint8), "test.labels": np.arange(2)}
data["params:photographs"] = {"kinds": {"bags": ["bag"]}}
app.Classifier.from_catalog = lambda _: Measuring()
catalog = DataCatalog({name: MemoryDataset(value) for name, value in data.items()})
app.serve(catalog, "127.0.0.1", None, False)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A client of an app, and the folder of its temporary files."""
    folder = tmp_path_factory.mktemp("app")
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        line = next(line for line in process.stdout if "The app is at" in line)
        with httpx.Client(base_url=re.search(r"http://\S+/", line)[0]) as client:
            yield client, folder
        process.terminate()
        process.communicate(timeout=60)
    assert list(folder.iterdir()) == []


@pytest.fixture
def client(served):
    return served[0]


def upload(client, **headers):
    files = {"files": ("a.png", b"a picture")}
    return client.post("gradio_api/upload", files=files, headers=headers)


def ask(client, path, session="session"):
    """Ask about a file as the page does; the answer."""
    events = client.get("config").json()["dependencies"]
    [number] = [event["id"] for event in events if event["targets"][0][1] == "change"]
    question = {"data": [{"path": str(path)}], "fn_index": number, "session_hash": session}
    client.post("gradio_api/queue/join", json=question).raise_for_status()
    told = client.get("gradio_api/queue/data", params={"session_hash": session}).text
    messages = [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line]
    [done] = [message for message in messages if message["msg"] == "process_completed"]
    return done["output"]["data"][1]


@pytest.mark.parametrize(
    "name", ["rebound.example", "localhost.example", "192.0.2.1", "", "[", "127.0.0.1."]
)
def test_a_name_that_is_not_its_own_is_refused(client, name):
    port = client.base_url.port
    for host in (name, f"{name}:{port}"):
        assert client.get("config", headers={"Host": host}).status_code == 400
        assert upload(client, Host=host).status_code == 400


def test_the_names_of_this_computer_are_answered(client):
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert client.get("config", headers={"Host": f"{name}:{client.base_url.port}"}).is_success


@NEEDS_IPV6
def test_the_app_may_have_an_ipv6_address(tmp_path):
    from fashion_mnist.runtime.app_page import launch  # slow to import

    check_port("::1", 0)
    page = MagicMock()
    launch(page, tmp_path, "::1")
    assert page.launch.call_args.kwargs["server_name"] == "[::1]"


@pytest.mark.bad_input
@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=NEEDS_IPV6)])
def test_a_port_that_is_taken_is_refused(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Received {port} of {host}: choose"):
            check_port(host, port)
    check_port(host, port)


@pytest.mark.bad_input
def test_an_address_that_is_not_of_this_computer_is_refused():
    with pytest.raises(InputError, match=r"Received any of 192\.0\.2\.1: choose"):
        serve(DataCatalog(), "192.0.2.1", None, False)


@pytest.mark.bad_input
def test_a_missing_model_is_told_before_gradio_is_imported(monkeypatch):
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setitem(sys.modules, "fashion_mnist.runtime.app_page", None)
    monkeypatch.setattr(Classifier, "from_catalog", MagicMock(side_effect=InputError("none has")))
    with pytest.raises(InputError, match="none has"):
        serve(DataCatalog(), "127.0.0.1", None, False)


@pytest.mark.parametrize("origin", ["http://other.example", "http://127.0.0.1:1", "null"])
def test_a_page_of_another_site_is_refused(client, origin):
    assert upload(client, Origin=origin).status_code == 403
    assert client.get("config", headers={"Origin": origin}).status_code == 403


def test_the_own_page_is_answered(client):
    done = upload(client, Origin=str(client.base_url).rstrip("/"))
    assert "it has 9 bytes" in ask(client, done.json()[0])


def test_one_picture_sent_by_several_at_once_is_answered_to_each(client):
    with ThreadPoolExecutor() as pool:
        paths = list(pool.map(lambda _: upload(client).json()[0], range(4)))
        answers = list(pool.map(lambda path: ask(client, path, path[-8:]), paths))
    assert all("it has 9 bytes" in answer for answer in answers)


@pytest.mark.bad_input
def test_no_file_but_an_uploaded_one_is_answered_or_removed(served):
    client, folder = served
    example = next(folder.rglob("*.webp"))
    uploads = os.path.dirname(upload(client).json()[0])
    for path in (example, uploads, f"{uploads}/..", f"{uploads}/none", "", "\0"):
        assert "the picture is no longer here" in ask(client, path)
    assert example.exists()


@pytest.mark.bad_input
def test_nothing_else_can_be_sent(served):
    client, folder = served
    before = set(folder.rglob("*"))
    for place in ("process_recording", "component_server", "upload/more"):
        files = {"files": ("a.png", b"a picture")}
        assert client.post(f"gradio_api/{place}", files=files).status_code == 404
    heavy = client.post("gradio_api/upload", content=bytes(22 * 10**6))
    assert heavy.status_code == 413
    assert client.post("gradio_api/upload", content=iter([b"unknown length"])).status_code == 413
    assert client.post("gradio_api/upload", data={"files": "no file"}).status_code == 400
    assert set(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("classes", "command"),
    [
        (["bag", "coat", "hat"], "kedro run --env=best --pipelines=photographs,robust"),
        (["bag", "1"], None),
    ],
)
def test_the_command_that_trains_with_photographs_is_for_their_classes(classes, command):
    block = Photographs(kinds={"bags": ["bag"], "coats": ["coat"], "hats": []})
    catalog = DataCatalog({"params:photographs": MemoryDataset(block)})
    use_options(env="best")
    assert advise(catalog, classes) == command
    use_options()

import time
from functools import partial

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from fashion_mnist.runtime import app_requests
from fashion_mnist.runtime.app_requests import is_own_name, receive_upload

EVERYWHERE = "0.0.0.0"  # noqa: S104
PICTURE = {"files": ("a.png", b"a picture")}


@pytest.fixture
def send(tmp_path):
    """Upload a picture into the temporary folder."""
    routes = [Route("/", partial(receive_upload, tmp_path), methods=["POST"])]
    with TestClient(Starlette(routes=routes)) as client:
        yield lambda: client.post("/", files=PICTURE)


def test_one_picture_sent_twice_is_two_files(send, tmp_path):
    paths = [send().json()[0] for _ in range(2)]
    assert sorted(map(str, tmp_path.iterdir())) == sorted(paths)
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"a picture"}


def test_a_picture_that_nobody_asks_about_is_removed(send, tmp_path, monkeypatch):
    monkeypatch.setattr(app_requests, "SECONDS", 0.01)
    assert send().is_success
    deadline = time.monotonic() + 10
    while list(tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.fault
def test_uploads_beyond_the_limit_are_refused_until_others_are_answered(
    send, tmp_path, monkeypatch
):
    monkeypatch.setattr(app_requests, "MOST_UPLOADS", 2)
    assert [send().status_code for _ in range(3)] == [200, 200, 503]
    next(tmp_path.iterdir()).unlink()
    assert send().is_success


@pytest.mark.parametrize(
    ("name", "host", "is_own"),
    [
        ("localhost", "127.0.0.1", True),
        ("shop.example", "127.0.0.1", False),
        ("192.0.2.1", "127.0.0.1", False),
        ("localhost", EVERYWHERE, True),
        ("192.0.2.1", EVERYWHERE, True),
        ("2001:db8::1", EVERYWHERE, True),
        ("laptop", EVERYWHERE, True),
        ("laptop.local", EVERYWHERE, True),
        ("laptop.example", EVERYWHERE, False),
        ("", EVERYWHERE, False),
        ("shop.example", "Shop.example", True),
    ],
)
def test_names_are_those_of_this_computer(monkeypatch, name, host, is_own):
    monkeypatch.setattr(app_requests.socket, "gethostname", lambda: "Laptop")
    assert is_own_name(name, host) == is_own

"""Servers that an adapter plays, as there is no network in a test."""

from io import BytesIO

import pytest
import requests
from kedro.io import DatasetError

from fashion_mnist.datasets import download, raw_files

ADDRESS = "https://example.org/data"


@pytest.fixture
def serve(monkeypatch):
    """Have addresses answered: a dictionary from each to a status, a body and headers."""
    asked = []

    def start(answers):
        def send(_, request, **options):
            asked.append((request.url, options["timeout"]))
            response = requests.Response()
            response.status_code, body, response.headers = answers[request.url]
            response.raw, response.url, response.request = BytesIO(body), request.url, request
            return response

        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
        return asked

    return start


def test_a_file_is_downloaded_by_its_name(tmp_path, serve):
    asked = serve({f"{ADDRESS}/a%20%23%3F": (200, b"content", {})})
    download.download(ADDRESS + "/", tmp_path / "a #?")
    assert (tmp_path / "a #?").read_bytes() == b"content"
    assert asked == [(f"{ADDRESS}/a%20%23%3F", download.TIMEOUT)]


@pytest.mark.bad_input
def test_a_missing_file_is_an_error(tmp_path, serve):
    serve({f"{ADDRESS}/a": (404, b"a page", {})})
    with pytest.raises(requests.HTTPError, match="404"):
        download.download(ADDRESS, tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.bad_input
def test_a_redirect_is_followed_by_https_alone(tmp_path, serve):
    answers = {
        f"{ADDRESS}/a": (302, b"", {"location": "https://mirror.example.org/a"}),
        "https://mirror.example.org/a": (302, b"", {"location": "http://mirror.example.org/a"}),
        "http://mirror.example.org/a": (200, b"content of anyone", {}),
    }
    asked = serve(answers)
    with pytest.raises(DatasetError, match=r"redirected to what is not https://.*'http://mirror"):
        download.download(ADDRESS, tmp_path / "a")
    assert len(asked) == 2
    assert not (tmp_path / "a").exists()
    answers["https://mirror.example.org/a"] = (200, b"content", {})
    download.download(ADDRESS, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"content"


@pytest.mark.bad_input
def test_a_download_without_end_is_stopped(tmp_path, serve, monkeypatch):
    monkeypatch.setattr(raw_files, "LARGEST", 2**21)
    serve({f"{ADDRESS}/a": (200, bytes(2**24), {})})
    with pytest.raises(DatasetError, match="more than"):
        download.download(ADDRESS, tmp_path / "a")
    assert (tmp_path / "a").stat().st_size == 3 * 2**20

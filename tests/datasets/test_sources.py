"""Servers that an adapter plays, as there is no network in a test."""

import hashlib
import os
import shutil
from io import BytesIO

import numpy as np
import pytest
import requests
from idx_files import format_idx
from kedro.io import DatasetError

from fashion_mnist.datasets import sources
from fashion_mnist.datasets.base import LOCK
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.sources import TIMEOUT, _run, _unpack_package, download

LABELS = np.array([3, 1, 2], np.uint8)
DIGEST = hashlib.sha256(format_idx(LABELS)).hexdigest()


@pytest.fixture
def mirror(tmp_path):
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / "labels").write_bytes(format_idx(LABELS))
    return folder


def dataset(tmp_path, *places):
    path = tmp_path / "raw" / "labels"
    return IDXDataset(filepath=str(path), sources=[str(p) for p in places], sha256=DIGEST)


def test_a_missing_file_is_copied_from_a_folder(tmp_path, mirror):
    np.testing.assert_array_equal(dataset(tmp_path, mirror).load(), LABELS)
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["labels"]


def test_an_existing_file_is_not_fetched_again(tmp_path, mirror):
    dataset(tmp_path, mirror).load()
    shutil.rmtree(mirror)
    np.testing.assert_array_equal(dataset(tmp_path, mirror).load(), LABELS)


def test_a_bad_copy_is_passed_over(tmp_path, mirror):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "labels").write_bytes(format_idx(LABELS[::-1]))
    np.testing.assert_array_equal(dataset(tmp_path, bad, mirror).load(), LABELS)


@pytest.mark.fault
def test_what_a_killed_download_left_is_removed_by_the_next(tmp_path, mirror):
    left = tmp_path / "raw/.fetch-0123abcd"
    left.mkdir(parents=True)
    for name in (LOCK, "labels"):
        (left / name).touch()
    dataset(tmp_path, mirror).load()
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["labels"]


@pytest.mark.bad_input
def test_every_failure_is_listed_and_nothing_is_left(tmp_path, mirror, monkeypatch):
    (mirror / "labels").write_bytes(b"not IDX")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    places = (tmp_path / "nowhere", mirror, "https://localhost:1/data", "apt:some-package")
    with pytest.raises(DatasetError) as error:
        dataset(tmp_path, *places).load()
    message = str(error.value)
    assert f"{tmp_path / 'nowhere'}: There is no file" in message
    assert f"{mirror}: Expected an IDX file" in message
    assert "https://localhost:1/data: HTTPSConnectionPool" in message
    assert "apt:some-package: this system has no apt-get" in message
    assert f"Place the file at {tmp_path / 'raw' / 'labels'} by hand" in message
    assert list((tmp_path / "raw").iterdir()) == []


@pytest.mark.bad_input
def test_an_interrupt_leaves_nothing(tmp_path, mirror, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sources, "_copy", interrupt)
    with pytest.raises(KeyboardInterrupt):
        dataset(tmp_path, mirror).load()
    assert list((tmp_path / "raw").iterdir()) == []


@pytest.mark.bad_input
def test_a_failing_command_is_quoted(tmp_path):
    with pytest.raises(DatasetError, match=r"ls /nowhere failed: .*No such file"):
        _run(["ls", "/nowhere"], tmp_path)


@pytest.mark.bad_input
def test_what_is_no_file_is_not_copied(tmp_path, mirror):
    (mirror / "labels").unlink()
    os.mkfifo(mirror / "labels")
    with pytest.raises(DatasetError, match=r"Expected a file. Received .*labels, which is a pipe"):
        dataset(tmp_path, mirror).load()


@pytest.mark.bad_input
def test_an_address_without_encryption_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"http://localhost/data: expected a folder, an https:"):
        dataset(tmp_path, "http://localhost/data").load()


@pytest.fixture
def commands(monkeypatch):
    """The commands that are run instead of those of Debian, which unpack two files."""
    ran = []

    def run(command, folder):
        ran.append(command)
        if "download" in command:
            (folder / "package.deb").touch()
        if "dpkg" in command:
            for name in ("labels", "more"):
                (folder / name).write_bytes(format_idx(LABELS))

    monkeypatch.setattr(shutil, "which", lambda _: "apt-get")
    monkeypatch.setattr(sources, "_run", run)
    _unpack_package.cache_clear()
    yield ran
    _unpack_package.cache_clear()


def test_a_package_is_fetched_once_for_all_its_files(tmp_path, commands):
    for name in ("labels", "more"):
        file = IDXDataset(
            filepath=str(tmp_path / "raw" / name), sources=["apt:data"], sha256=DIGEST
        )
        np.testing.assert_array_equal(file.load(), LABELS)
    assert [command[-1] for command in commands] == ["update", "data", "."]
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == ["labels", "more"]


@pytest.mark.bad_input
def test_a_file_that_is_not_in_the_package_is_named(tmp_path, commands):
    file = IDXDataset(filepath=str(tmp_path / "images"), sources=["apt:data"], sha256=DIGEST)
    with pytest.raises(DatasetError, match="apt:data: the package has no file images"):
        file.load()


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
    download(ADDRESS + "/", tmp_path / "a #?")
    assert (tmp_path / "a #?").read_bytes() == b"content"
    assert asked == [(f"{ADDRESS}/a%20%23%3F", TIMEOUT)]


@pytest.mark.bad_input
def test_a_missing_file_is_an_error(tmp_path, serve):
    serve({f"{ADDRESS}/a": (404, b"a page", {})})
    with pytest.raises(requests.HTTPError, match="404"):
        download(ADDRESS, tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.bad_input
def test_a_redirect_is_followed_by_https_alone(tmp_path, serve):
    answers = {
        f"{ADDRESS}/a": (302, b"", {"location": "https://mirror.example.org/a"}),
        "https://mirror.example.org/a": (302, b"", {"location": "http://mirror.example.org/a"}),
        "http://mirror.example.org/a": (200, b"content of anyone", {}),
    }
    asked = serve(answers)
    with pytest.raises(DatasetError, match=r"to an address without https://.*'http://mirror"):
        download(ADDRESS, tmp_path / "a")
    assert len(asked) == 2
    assert not (tmp_path / "a").exists()
    answers["https://mirror.example.org/a"] = (200, b"content", {})
    download(ADDRESS, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"content"


@pytest.mark.bad_input
def test_a_download_without_end_is_stopped(tmp_path, serve, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 2**21)
    serve({f"{ADDRESS}/a": (200, bytes(2**24), {})})
    with pytest.raises(DatasetError, match="more than"):
        download(ADDRESS, tmp_path / "a")
    assert (tmp_path / "a").stat().st_size == 3 * 2**20

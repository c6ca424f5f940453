import hashlib
import io
import re
import zipfile

import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets.photographs import PhotographsDataset


def png(value):
    file = io.BytesIO()
    Image.new("RGB", (3, 2), (value, 0, 0)).save(file, "PNG")
    return file.getvalue()


FILES = {"train/b/2.png": png(2), "train/a/1.png": png(1), "test/a/3.png": png(3)}


def pack(path, files=FILES, root="set-1"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir(f"{root}/train")
        for name, content in files.items():
            archive.writestr(f"{root}/{name}", content)
    return path


@pytest.fixture
def digest():
    """As `sha256sum` of what `sha256sum` prints of the files."""
    lines = (f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}\n" for name in sorted(FILES))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def dataset(tmp_path, **options):
    return PhotographsDataset(filepath=str(tmp_path / "set.zip"), folder="train", **options)


def test_photographs_of_one_folder_are_read_when_they_are_asked_for(tmp_path):
    pack(tmp_path / "set.zip")
    found = dataset(tmp_path).load()
    assert list(found) == ["a/1.png", "b/2.png"]
    np.testing.assert_array_equal(found["b/2.png"](), np.full((2, 3, 4), (2, 0, 0, 255)))


def test_the_contents_count_and_not_how_they_are_packed(tmp_path, digest):
    pack(tmp_path / "set.zip", dict(reversed(FILES.items())), root="another name")
    assert dataset(tmp_path, sha256=digest).load()


@pytest.mark.bad_input
def test_other_contents_are_refused(tmp_path, digest):
    pack(tmp_path / "set.zip", FILES | {"train/a/1.png": png(9)})
    with pytest.raises(DatasetError, match=rf"Expected SHA-256 {digest}, received "):
        dataset(tmp_path, sha256=digest).load()


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "which cannot be read"), (b"PK\3\4 and so on", "which cannot be read")],
)
def test_what_is_no_archive_is_told(tmp_path, content, message):
    (tmp_path / "set.zip").write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        dataset(tmp_path).load()


def encrypted(content):
    """An archive whose headers say so of each file."""
    headers = rb"(PK\x03\x04..|PK\x01\x02....)\x00"
    return re.sub(headers, lambda header: header[1] + b"\1", content, flags=re.DOTALL)


@pytest.mark.bad_input
@pytest.mark.parametrize("sha256", [None, "0" * 64])
def test_an_encrypted_archive_is_told(tmp_path, sha256):
    path = pack(tmp_path / "set.zip")
    path.write_bytes(encrypted(path.read_bytes()))
    with pytest.raises(DatasetError, match="which cannot be read: it is encrypted"):
        dataset(tmp_path, sha256=sha256).load()


@pytest.mark.bad_input
@pytest.mark.parametrize("damage", [b"\xff" * 20, b"\0" * 20])
def test_a_damaged_archive_is_told(tmp_path, digest, damage):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("set/train/a/1.png", bytes(range(256)) * 40)
    content = path.read_bytes()
    path.write_bytes(content[:60] + damage + content[80:])
    with pytest.raises(DatasetError, match=r"Expected a ZIP archive\. Received .* cannot be read"):
        dataset(tmp_path, sha256=digest).load()


@pytest.mark.bad_input
def test_an_archive_without_the_folder_is_told(tmp_path):
    pack(tmp_path / "set.zip", {"test/a/3.png": png(3)})
    with pytest.raises(DatasetError, match="Expected a folder train with photographs"):
        dataset(tmp_path).load()


def test_a_missing_archive_is_fetched(tmp_path, digest):
    (tmp_path / "mirror").mkdir()
    pack(tmp_path / "mirror/set.zip")
    found = dataset(tmp_path, sources=[str(tmp_path / "mirror")], sha256=digest)
    assert not found.exists()
    assert list(found.load()) == ["a/1.png", "b/2.png"]
    assert found.exists()


@pytest.mark.bad_input
def test_a_missing_archive_without_sources_is_told(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*set.zip"):
        dataset(tmp_path).load()

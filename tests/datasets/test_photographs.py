import hashlib
import io
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from final_photographs import group_part, unpack
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import sources
from fashion_mnist.datasets.base import state_of_packaged_file
from fashion_mnist.datasets.photographs import (
    PhotographPartsDataset,
    PhotographsDataset,
    ProductPhotographsDataset,
)
from fashion_mnist.pictures.photographs import Photographs


def png(value):
    file = io.BytesIO()
    Image.new("RGB", (3, 2), (value, 0, 0)).save(file, "PNG")
    return file.getvalue()


TABLE = b"""image,sender_id,label,kids
b2,7,Hat,True
lost,7,Hat,False
a1,8,Not sure,False
"""
FILES = {
    "images/b2.png": png(2),
    "images/a1.png": png(1),
    "images/unlabelled.png": png(3),
    "images/more/lost.png": png(4),
    "images.csv": TABLE,
}


def pack(path, files=FILES, root="set-1"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir(f"{root}/images")
        for name, content in files.items():
            archive.writestr(f"{root}/{name}", content)
    return path


@pytest.fixture
def digest():
    """As `sha256sum` of what `sha256sum` prints of the files."""
    lines = (f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}\n" for name in sorted(FILES))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def dataset(tmp_path, **options):
    path = str(tmp_path / "set.zip")
    return PhotographsDataset(filepath=path, folder="images", table="images.csv", **options)


def test_labelled_photographs_are_read_when_they_are_asked_for(tmp_path):
    pack(tmp_path / "set.zip")
    found = dataset(tmp_path).load()
    assert found.drop(columns="read").to_dict("list") == {
        "image": ["b2", "a1"],
        "sender_id": [7, 8],
        "label": ["Hat", "Not sure"],
        "kids": [True, False],
    }
    np.testing.assert_array_equal(found["read"][0](), np.full((2, 3, 4), (2, 0, 0, 255)))
    assert found["read"][0].read_bytes() == png(2)


def test_the_contents_count_and_not_how_they_are_packed(tmp_path, digest):
    pack(tmp_path / "set.zip", dict(reversed(FILES.items())), root="another name")
    assert not dataset(tmp_path, sha256=digest).load().empty


@pytest.mark.bad_input
def test_other_contents_are_refused(tmp_path, digest):
    pack(tmp_path / "set.zip", FILES | {"images/a1.png": png(9)})
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
def test_a_file_larger_than_half_of_the_memory_is_refused_but_not_a_large_archive(
    tmp_path, monkeypatch
):
    pack(tmp_path / "set.zip")
    largest = max(map(len, FILES.values()))
    assert largest < sum(map(len, FILES.values())) / 2
    monkeypatch.setattr(sources, "read_memory", lambda: 2 * largest)
    assert len(dataset(tmp_path).load()) == 2
    monkeypatch.setattr(sources, "read_memory", lambda: 2 * largest - 2)
    with pytest.raises(DatasetError, match=rf"Expected a file of up to .* in .*{largest} bytes"):
        dataset(tmp_path).load()


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
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"images.csv": TABLE}, "Expected a folder images with the photographs of images.csv"),
        ({"images/a1.png": png(1)}, "Expected a table images.csv with the columns image, sender"),
        ({"images.csv": b"image,label\n"}, r"Expected a table images.csv .* sender_id"),
        ({"images.csv": TABLE.replace(b"True", b"7 years")}, "Expected a table images.csv"),
        ({"images.csv": b"\xff" + TABLE}, "Expected a table images.csv"),
    ],
)
def test_an_archive_without_the_folder_or_the_table_is_told(tmp_path, files, message):
    pack(tmp_path / "set.zip", files)
    with pytest.raises(DatasetError, match=message):
        dataset(tmp_path).load()


def test_a_missing_archive_is_fetched(tmp_path, digest):
    (tmp_path / "mirror").mkdir()
    pack(tmp_path / "mirror/set.zip")
    found = dataset(tmp_path, sources=[str(tmp_path / "mirror")], sha256=digest)
    assert not found.exists()
    assert found.load()["image"].tolist() == ["b2", "a1"]
    assert found.exists()


@pytest.mark.bad_input
def test_a_missing_archive_without_sources_is_told(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*set.zip"):
        dataset(tmp_path).load()


PRODUCTS = {
    "media/ms/ms03-black_main.jpg": png(1),
    "media/ms/ms04-blue_main.jpg": png(2),
    "media/ms/ms12-blue_main.jpg": png(3),
    "media/ms/ms07-blue_main.jpg": png(4),
    "media/mb/mb02-gray-0.jpg": png(5),
    "media/ball.jpg": png(6),
    "media/ms/ms03-black_alt1.jpg": png(7),
    "media/md/md10.jpg": png(8),
    "notes.txt": b"",
}
LABELS = {"ms07*": "Longsleeve", "ms*_main.jpg": "T-Shirt", "mb*": "Bag", "md10*": None}
LABELS |= {"md*": "Dress", "ball*": "Accessory"}


def products(tmp_path, labels=LABELS, **options):
    return ProductPhotographsDataset(filepath=f"{tmp_path}/set.zip", labels=labels, **options)


def test_the_names_of_products_tell_their_label_and_their_part(tmp_path):
    pack(tmp_path / "set.zip", PRODUCTS)
    found = products(tmp_path).load().set_index("image")
    assert found[["sender_id", "label", "part"]].apply(tuple, axis=1).to_dict() == {
        "ms03-black_main": ("ms03", "T-Shirt", "train"),
        "ms04-blue_main": ("ms04", "T-Shirt", "shop"),
        "ms12-blue_main": ("ms12", "T-Shirt", "shop"),
        "ms07-blue_main": ("ms07", "Longsleeve", "train"),
        "mb02-gray-0": ("mb02", "Bag", "train"),
        "ball": ("ball", "Accessory", "train"),
    }
    assert not found["kids"].any()
    assert found["read"]["mb02-gray-0"].read_bytes() == png(5)


def test_the_digest_of_products_is_that_of_the_labelled_files(tmp_path):
    labels = {"ball*": "Accessory"}
    line = f"{hashlib.sha256(png(6)).hexdigest()}  media/ball.jpg\n"
    sha256 = hashlib.sha256(line.encode()).hexdigest()
    pack(tmp_path / "set.zip", PRODUCTS | {"notes.txt": b"other"})
    assert len(products(tmp_path, labels, sha256=sha256).load()) == 1
    pack(tmp_path / "set.zip", PRODUCTS | {"media/ball.jpg": png(9)})
    with pytest.raises(DatasetError, match=rf"Expected SHA-256 {sha256}, received "):
        products(tmp_path, labels, sha256=sha256).load()


@pytest.mark.bad_input
def test_an_archive_without_products_is_told(tmp_path):
    pack(tmp_path / "set.zip", {"notes.txt": b""})
    with pytest.raises(DatasetError, match=r"whose names match ms07\*, .* Received none"):
        products(tmp_path).load()


def test_the_table_in_the_package_reserves_photographs():
    parts = PhotographPartsDataset().load()
    assert parts["image"].is_unique
    assert set(parts["image"].str.fullmatch("[0-9a-f]{8}")) == {True}
    assert parts["part"].value_counts().to_dict() == {"final": 713, "sealed": 284, "train": 233}
    entry = {"type": "fashion_mnist.datasets.PhotographPartsDataset"}
    content = PhotographPartsDataset.file.read_bytes()
    assert state_of_packaged_file(entry) == hashlib.sha256(content).hexdigest()


def test_final_parts_are_unpacked_by_senders_and_kinds(tmp_path):
    rows = ["image,sender_id,label,kids", "a,7,Hat,False", "b,7,Hat,False", "c,8,Shoes,False"]
    rows.append("d,9,Hat,False")
    files = {f"images/{name}.png": png(value) for value, name in enumerate("abcd")}
    pack(tmp_path / "set.zip", files | {"images.csv": "\n".join(rows)})
    kinds = ["final", None], ["final", "Ankle boot"], ["sealed", None]
    parts = pd.DataFrame(kinds, columns=["part", "kind"]).assign(image=["b", "c", "d"])
    options = Photographs(kinds={"Hat": [], "Ankle boot": ["Ankle boot"]})
    for part in ("final", "sealed"):
        unpack(group_part(dataset(tmp_path).load(), parts, part, options), tmp_path / "out")
    pack(tmp_path / "set.zip", PRODUCTS)
    found = products(tmp_path, {"ms*_main.jpg": "Hat"}).load()
    unpack(group_part(found, parts, "shop", options), tmp_path / "out")
    written = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*.*")
    }
    assert written == {
        "known_senders/Hat/b.png": png(1),
        "new_senders/Ankle boot/c.png": png(2),
        "sealed/Hat/d.png": png(3),
        "shop/Hat/ms04-blue_main.jpg": png(2),
        "shop/Hat/ms12-blue_main.jpg": png(3),
    }

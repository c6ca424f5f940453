from pathlib import Path

import pytest

from fashion_mnist.datasets.places import find_place, is_remote, relate, resolve


@pytest.mark.parametrize(
    ("address", "folder", "relation"),
    [
        ("/a/data/x.csv", "/a/data/.records", "../x.csv"),
        ("s3://a/data/x.csv", "s3://a/data/.records", "../x.csv"),
        ("s3://b/x.csv", "s3://a/.records", "../../b/x.csv"),
        ("/a/x.csv", "s3://a/.records", "/a/x.csv"),
        ("s3://a/x.csv", "/a/.records", "s3://a/x.csv"),
        ("gs://a/x.csv", "s3://a/.records", "gs://a/x.csv"),
    ],
)
def test_an_address_is_found_again_from_a_folder(address, folder, relation):
    assert relate(address, folder) == relation
    assert resolve(relation, folder) == address


def test_data_that_are_moved_are_found_at_the_new_place():
    assert resolve(relate("/a/x", "/a/.records"), "s3://b/c/.records") == "s3://b/c/x"


def test_a_place_is_a_path_or_behaves_like_one(tmp_path):
    assert not is_remote(tmp_path)
    assert find_place(tmp_path) == tmp_path
    assert find_place("~/a") == Path.home() / "a"
    place = find_place("memory://places/a.txt")
    place.write_bytes(b"1")
    assert is_remote(place)
    assert place.parent.is_dir()
    assert str(place.parent / "b.txt") == "memory://places/b.txt"

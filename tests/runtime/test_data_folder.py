"""`data` in globals.yml: what is no folder of its own is refused before anything is written."""

import os
from pathlib import Path

import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.data_folder import find_data_folder


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "notes.txt").touch()
    return folder


@pytest.mark.parametrize("given", ["data", "data/smoke", "./data/", "../elsewhere", "my data", "1"])
def test_a_named_folder_is_counted_from_the_project(project, given):
    assert find_data_folder(given, project) == project / given


def test_a_folder_elsewhere_and_a_link_to_one_are_taken(project, tmp_path):
    assert find_data_folder(f"{tmp_path}/results", project) == tmp_path / "results"
    (tmp_path / "disk").mkdir()
    (project / "data").symlink_to(tmp_path / "disk")
    assert find_data_folder("data", project) == project / "data"


def test_an_address_in_a_store_stays_as_it_is():
    assert str(find_data_folder("s3://bucket/study", Path("/"))) == "s3://bucket/study"


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("", "give its name"),
        (" ", "give its name"),
        ("data ", "give its name"),
        (None, "give its name"),
        (5, "give its name"),
        (1.5, "give its name"),
        (True, "give its name"),
        (["data"], "give its name"),
        ({"folder": "data"}, "give its name"),
        ("da\0ta", "leave out characters"),
        ("da\nta", "leave out characters"),
        ("~", "write the whole path, /"),
        ("~/study", "write the whole path, /.*/study"),
        ("s3:/bucket", "write :// in an address"),
        ("s3://", "name a bucket or folder after s3://"),
        ("s3:///", "name a bucket or folder after s3://"),
        ("memory://study", "is gone when the run ends"),
        ("simplecache::memory://study", "name one store alone"),
        ("file:///study", "write /study, without file://"),
        ("local:///", "write /, without local://"),
        ("/", "/ holds the project itself"),
        ("//", "/ holds the project itself"),
        (".", "study holds the project itself"),
        ("./", "study holds the project itself"),
        ("data/..", "study holds the project itself"),
        ("..", "holds the project itself"),
        ("../../..", "holds the project itself"),
        ("../study", "study holds the project itself"),
        ("notes.txt", "notes.txt is no folder"),
        ("notes.txt/data", "notes.txt is no folder"),
        ("/nowhere/disk/study", "there is no folder /nowhere/disk, so make it, or mount"),
        ("../disk/study", "there is no folder .*/disk, so make it, or mount"),
    ],
)
def test_what_is_no_folder_of_its_own_is_refused(project, given, advice):
    before = sorted(os.walk(project))
    with pytest.raises(InputError, match=rf"(?s)^Expected `data` in .* Received .*: .*{advice}"):
        find_data_folder(given, project)
    assert sorted(os.walk(project)) == before


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("target", "advice"),
    [("/", "/ holds the project"), ("..", "holds the project"), ("../gone", "no folder .*/gone")],
)
def test_a_link_counts_as_what_it_leads_to(project, target, advice):
    (project / "data").symlink_to(target)
    with pytest.raises(InputError, match=advice):
        find_data_folder("data", project)
